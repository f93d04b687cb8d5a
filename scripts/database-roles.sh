#!/bin/bash
# Creates the gateway's database and its two roles, neither of which is a superuser:
#   gateway_owner  owns the tables and migrates them
#   gateway        reads and writes rows; it cannot change tables or remove the audit log's protection
#
# In docker-compose.yml, the postgres image runs this script when it initialises its volume. Elsewhere, run it once as a
# superuser, with psql's PG… variables and these passwords:
#   DATABASE_OWNER_PASSWORD  of gateway_owner, for `ticket-gateway migrate up`
#   DATABASE_PASSWORD        of gateway, for `serve` and `work`
set -euo pipefail

# Passed in the environment, because every user of the machine can read a process's arguments.
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
-- Only the database's owner may create objects in it, which is the default since PostgreSQL 15.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- Privileges on everything that migrations create later; without TRUNCATE, REFERENCES and TRIGGER.
ALTER DEFAULT PRIVILEGES FOR ROLE gateway_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO gateway;
ALTER DEFAULT PRIVILEGES FOR ROLE gateway_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO gateway;
SQL
