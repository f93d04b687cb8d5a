# shellcheck shell=bash
# Private PostgreSQL clusters.
#
# initdb and postgres refuse to run as root, so root runs them as the account that Debian's package created. That account
# may not have access to the clone's folder, so root's clusters are stored elsewhere.

# shellcheck source=scripts/lib/common.sh
source "${BASH_SOURCE[0]%/*}/common.sh"

postgres_account=postgres

postgres_bin() {
    local found
    found=$(find /usr/lib/postgresql -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
    [ -n "$found" ] || fail 69 "no PostgreSQL server found in /usr/lib/postgresql; run: make install"
    dirname "$found"
}

# Prints a command prefix that runs a PostgreSQL program as an unprivileged user in a clean environment.
as_postgres_command() {
    if is_root; then printf 'runuser -u %s -- ' "$postgres_account"; fi
    printf 'env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8\n'
}

# Runs a PostgreSQL program with this prefix, in a folder that every user can access.
as_postgres() {
    local prefix
    read -r -a prefix < <(as_postgres_command)
    (cd / && "${prefix[@]}" "$@")
}

# Makes the account that runs the server the owner of files.
give_to_postgres() {
    if is_root; then chown "$postgres_account" "$@"; fi
}

# Creates a cluster that requires a password on every connection: cluster_create DIRECTORY SUPERUSER PASSWORD [OPTION…]
cluster_create() {
    local directory=$1 user=$2 password=$3 bin password_file
    shift 3
    bin=$(postgres_bin)
    password_file=$directory/superuser-password
    mkdir -p "$directory/run"
    chmod 0700 "$directory" "$directory/run"
    (umask 077 && printf '%s\n' "$password" >"$password_file")
    give_to_postgres "$directory" "$directory/run" "$password_file"
    as_postgres "$bin/initdb" --pgdata="$directory/data" --username="$user" --pwfile="$password_file" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 "$@" >"$directory.initdb.log" 2>&1 ||
        { cat "$directory.initdb.log" >&2; fail 70 "initdb failed"; }
    rm -f "$password_file" "$directory.initdb.log"
}

# Appends standard input to the cluster's configuration: cluster_configure DIRECTORY
cluster_configure() {
    local directory=$1
    if is_root; then
        as_postgres tee -a "$directory/data/postgresql.conf" >/dev/null
    else
        cat >>"$directory/data/postgresql.conf"
    fi
}

cluster_runs() { [ -d "$1/data" ] && as_postgres "$(postgres_bin)/pg_ctl" status --pgdata="$1/data" >/dev/null 2>&1; }

# sun_path (unix(7)) has 108 bytes including the final zero, and PostgreSQL appends `/.s.PGSQL.NNNNN.lock`.
longest_socket_folder=86

# Starts a cluster and prints its port: cluster_start DIRECTORY [PREFERRED_PORT]
# It listens on 127.0.0.1 and, if the path is short enough, on a socket in its folder. Uses another port if the
# preferred one is in use.
cluster_start() {
    local directory=$1 port=${2:-} sockets=$1/run bin attempt
    bin=$(postgres_bin)
    if [ ${#sockets} -gt $longest_socket_folder ]; then sockets=; fi
    for ((attempt = 0; attempt < 5; attempt++)); do
        if [ -z "$port" ] || ! port_is_free "$port"; then port=$(free_port); fi
        if as_postgres "$bin/pg_ctl" start --pgdata="$directory/data" --log="$directory/postgres.log" --wait --timeout=120 \
            --options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='$sockets'" \
            >/dev/null 2>&1 </dev/null; then
            echo "$port"
            return
        fi
        port=
    done
    as_postgres tail -n 30 "$directory/postgres.log" >&2 || true
    fail 70 "PostgreSQL did not start"
}

# Stops a cluster and terminates its open sessions: cluster_stop DIRECTORY [MODE]
cluster_stop() {
    if cluster_runs "$1"; then
        as_postgres "$(postgres_bin)/pg_ctl" stop --pgdata="$1/data" --mode="${2:-fast}" --wait --timeout=60 >/dev/null
    fi
}
