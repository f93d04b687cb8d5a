# shellcheck shell=bash
# A temporary PostgreSQL for one test run.
# DATABASE_FOLDER: where it is created (/tmp); the server's user must be able to enter this folder.

# shellcheck source=scripts/lib/postgres.sh
source "${BASH_SOURCE[0]%/*}/postgres.sh"

throwaway_prefix=${DATABASE_FOLDER:-/tmp}/ticket-gateway-test.
throwaway_directory=

# Removes the servers of earlier runs that were killed before they could clean up.
throwaway_sweep() {
    local directory owner
    for directory in "$throwaway_prefix"*; do
        if ! [ -O "$directory/owner" ]; then continue; fi
        owner=$(cat "$directory/owner")
        if ! kill -0 "$owner" 2>/dev/null; then
            say "Removing $directory, left by an earlier run"
            cluster_stop "$directory" immediate || true
            rm -rf "$directory"
        fi
    done
}

# Starts the server and exports TICKET_GATEWAY_TEST_DATABASE_URL, whose role may create databases. To be fast, it is not
# crash-safe. It is removed when the script exits.
throwaway_start() {
    local password port
    throwaway_sweep
    trap throwaway_remove EXIT
    trap 'exit 130' INT TERM HUP
    throwaway_directory=$(mktemp -d "$throwaway_prefix"XXXXXX)
    echo $$ >"$throwaway_directory/owner"
    password=$(random_hex 16)
    say "Starting a temporary PostgreSQL in $throwaway_directory"
    cluster_create "$throwaway_directory" gateway_test "$password" --no-sync
    cluster_configure "$throwaway_directory" <<'CONFIGURATION'
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
max_connections = 400
shared_buffers = 256MB
CONFIGURATION
    port=$(cluster_start "$throwaway_directory")
    export TICKET_GATEWAY_TEST_DATABASE_URL="postgresql://gateway_test:$password@127.0.0.1:$port/postgres"
}

# Makes the server crash-safe, and sets $throwaway_crash to a command that crashes and restarts it.
throwaway_durable() {
    psql --no-psqlrc --quiet "$TICKET_GATEWAY_TEST_DATABASE_URL" <<'SETTINGS'
ALTER SYSTEM SET fsync = on;
ALTER SYSTEM SET synchronous_commit = on;
ALTER SYSTEM SET full_page_writes = on;
SETTINGS
    throwaway_crash="$(as_postgres_command) $(postgres_bin)/pg_ctl restart --pgdata=$throwaway_directory/data --mode=immediate --wait"
    (cd / && $throwaway_crash >/dev/null)
}

throwaway_remove() {
    trap - EXIT
    [ -n "$throwaway_directory" ] || return 0
    cluster_stop "$throwaway_directory" immediate || true
    rm -rf "$throwaway_directory"
    throwaway_directory=
}
