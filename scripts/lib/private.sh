# shellcheck shell=bash
# The private PostgreSQL of `make start`.
#
# The cluster is in .local/postgres, except for root: root's cluster belongs to another account, which may not have
# access to the clone's folder. It is in /var/lib/ticket-gateway, and .local/postgres/directory contains its path.

# shellcheck source=scripts/lib/postgres.sh
source "${BASH_SOURCE[0]%/*}/postgres.sh"

private_home=$local_directory/postgres
private_role=ticket_gateway
root_clusters=/var/lib/ticket-gateway

# Prints the cluster's folder; nothing if there is none yet. A path that was copied from another clone which still
# exists is ignored, so that two gateways do not share one database by accident.
private_directory() {
    if ! is_root; then
        if [ -d "$private_home/cluster/data" ]; then echo "$private_home/cluster"; fi
        return
    fi
    [ -f "$private_home/directory" ] || return 0
    local directory clone
    directory=$(cat "$private_home/directory")
    clone=$(cat "$private_home/clone")
    if [ -d "$directory/data" ] && { [ "$clone" = "$project_root" ] || ! [ -f "$clone/.local/postgres/directory" ]; }; then
        echo "$directory"
    fi
}

private_new_directory() {
    if is_root; then
        mkdir -p "$root_clusters"
        chmod 0755 "$root_clusters"
        echo "$root_clusters/$(random_hex 6)"
    else
        rm -rf "$private_home/cluster"
        echo "$private_home/cluster"
    fi
}

# Creates the cluster and prints its folder.
private_create() {
    local directory superuser_password
    mkdir -p "$private_home"
    chmod 0700 "$private_home"
    directory=$(private_new_directory)
    superuser_password=$(random_hex 24)
    say "Creating a private PostgreSQL in $directory"
    cluster_create "$directory" postgres "$superuser_password"
    printf '%s' "$superuser_password" | write_secret "$private_home/superuser-password"
    random_hex 24 | write_secret "$private_home/password"
    rm -f "$private_home/port"
    echo "$directory" >"$private_home/directory"
    echo "$directory"
}

private_psql() {
    PGPASSWORD=$(cat "$private_home/superuser-password") psql --no-psqlrc --quiet --tuples-only --no-align \
        --set=ON_ERROR_STOP=1 --host=127.0.0.1 --port="$(cat "$private_home/port")" --username=postgres postgres "$@"
}

# Creates the gateway's role, which owns one database and has no other privileges. Checked at every start, in case the
# first one was interrupted.
private_ensure_database() {
    if [ "$(private_psql --command="SELECT count(*) FROM pg_database WHERE datname = '$private_role'")" = 1 ]; then return; fi
    private_psql <<SQL
SET client_min_messages = warning;
DROP ROLE IF EXISTS $private_role;
CREATE ROLE $private_role LOGIN PASSWORD '$(cat "$private_home/password")';
CREATE DATABASE $private_role OWNER $private_role;
SQL
}

# Starts the cluster if it is not running, and exports TICKET_GATEWAY_DATABASE_URL.
# Sets private_started to 1 if it was not running before.
private_started=
private_start() {
    local directory port=
    directory=$(private_directory)
    if [ -z "$directory" ]; then directory=$(private_create); fi
    echo "$project_root" >"$private_home/clone"
    if ! cluster_runs "$directory"; then
        if [ -f "$private_home/port" ]; then port=$(cat "$private_home/port"); fi
        say "Starting the private PostgreSQL"
        port=$(cluster_start "$directory" "$port")
        echo "$port" >"$private_home/port"
        # Read by scripts/start.
        # shellcheck disable=SC2034
        private_started=1
    fi
    private_ensure_database
    export TICKET_GATEWAY_DATABASE_URL
    TICKET_GATEWAY_DATABASE_URL="postgresql://$private_role:$(cat "$private_home/password")@127.0.0.1:$(cat "$private_home/port")/$private_role"
}

# `make stop` and the `make start` that it terminates may both call this at the same time. It is not an error if the
# other one stops the cluster first.
private_stop() {
    local directory
    directory=$(private_directory)
    if [ -n "$directory" ] && cluster_runs "$directory"; then
        say "Stopping the private PostgreSQL"
        cluster_stop "$directory" 2>/dev/null || private_await_stop "$directory"
    fi
}

# Waits up to a minute for a cluster that another process is stopping: private_await_stop DIRECTORY
private_await_stop() {
    local tick
    for ((tick = 0; tick < 600; tick++)); do
        cluster_runs "$1" || return 0
        sleep 0.1
    done
    fail 70 "the private PostgreSQL did not stop"
}
