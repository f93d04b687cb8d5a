#!/bin/bash
# Creates the database of a gateway and its two roles: gateway_owner, which owns the tables and migrates them, and gateway, which reads and writes
# their rows and can neither change a table nor take the protection off the audit log. Neither is a superuser.
#
# The postgres image runs it when it makes its cluster (docker-compose.yml). Elsewhere: run it once, as a superuser, with the PG… variables
# of psql and these passwords:
#   DATABASE_OWNER_PASSWORD  of gateway_owner, for `ticket-gateway migrate up`
#   DATABASE_PASSWORD        of gateway, for `serve` and `work`
set -euo pipefail

# In the environment of psql, not among its arguments, which every user of the machine can read.
export OWNER_PASSWORD=${DATABASE_OWNER_PASSWORD:?} ROLE_PASSWORD=${DATABASE_PASSWORD:?}
export PGUSER=${POSTGRES_USER:-${PGUSER:-postgres}}

psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --dbname=postgres <<'SQL'
\set owner_password `echo "$OWNER_PASSWORD"`
\set role_password `echo "$ROLE_PASSWORD"`
CREATE ROLE gateway_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE gateway LOGIN PASSWORD :'role_password';
CREATE DATABASE gateway OWNER gateway_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE gateway FROM PUBLIC;
GRANT CONNECT ON DATABASE gateway TO gateway;
\connect gateway
-- Only the database's owner creates anything in it: the default since PostgreSQL 15.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- What the owner's migrations create from now on. TRUNCATE, REFERENCES and TRIGGER are not among it.
ALTER DEFAULT PRIVILEGES FOR ROLE gateway_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO gateway;
ALTER DEFAULT PRIVILEGES FOR ROLE gateway_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO gateway;
SQL
