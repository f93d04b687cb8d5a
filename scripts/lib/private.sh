# shellcheck shell=bash
# The private PostgreSQL of `make start`, found again through .local/postgres.
#
# Somebody who is not root gets the cluster in .local/postgres itself. Root's cluster belongs to another account, which
# may not be able to enter the clone's folder, so it lies in /var/lib/ticket-gateway and .local/postgres tells where.

# shellcheck source=scripts/lib/postgres.sh
source "${BASH_SOURCE[0]%/*}/postgres.sh"

private_home=$local_directory/postgres
private_role=ticket_gateway
root_clusters=/var/lib/ticket-gateway

# The folder of the cluster; empty when there is none yet. A pointer that came along with a copy of another clone,
# which is still there, is not followed: two gateways would share one database without knowing.
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

# Makes the cluster; prints its folder.
private_create() {
    local directory superuser_password
    mkdir -p "$private_home"
    chmod 0700 "$private_home"
    directory=$(private_new_directory)
    superuser_password=$(random_hex 24)
    say "Making a private PostgreSQL in $directory"
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

# The role owns one database and may do nothing else. Asked at every start, so that an interrupted first one is mended.
private_ensure_database() {
    if [ "$(private_psql --command="SELECT count(*) FROM pg_database WHERE datname = '$private_role'")" = 1 ]; then return; fi
    private_psql <<SQL
SET client_min_messages = warning;
DROP ROLE IF EXISTS $private_role;
CREATE ROLE $private_role LOGIN PASSWORD '$(cat "$private_home/password")';
CREATE DATABASE $private_role OWNER $private_role;
SQL
}

# Starts the cluster if it does not run, and exports TICKET_GATEWAY_DATABASE_URL.
# Sets private_started to 1 when it did not run before.
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
        # Read by the script that includes this file.
        # shellcheck disable=SC2034
        private_started=1
    fi
    private_ensure_database
    export TICKET_GATEWAY_DATABASE_URL
    TICKET_GATEWAY_DATABASE_URL="postgresql://$private_role:$(cat "$private_home/password")@127.0.0.1:$(cat "$private_home/port")/$private_role"
}

# `make stop` and the `make start` whose gateway it ended may both do this at the same time; then one of the two finds the cluster stopped
# by the other, which is no failure.
private_stop() {
    local directory
    directory=$(private_directory)
    if [ -n "$directory" ] && cluster_runs "$directory"; then
        say "Stopping the private PostgreSQL"
        cluster_stop "$directory" 2>/dev/null || private_await_stop "$directory"
    fi
}

# Waits up to a minute for a cluster that somebody else is stopping.
private_await_stop() {
    local tick
    for ((tick = 0; tick < 600; tick++)); do
        cluster_runs "$1" || return 0
        sleep 0.1
    done
    fail 70 "the private PostgreSQL did not stop"
}
