# shellcheck shell=bash
# Private PostgreSQL clusters.
#
# initdb and postgres refuse to run as root, so root drops to the account that Debian's package made. That account may
# not be able to enter the folder in which the clone lies, hence a cluster of root's lives outside of it.

# shellcheck source=scripts/lib/common.sh
source "${BASH_SOURCE[0]%/*}/common.sh"

postgres_account=postgres

postgres_bin() {
    local found
    found=$(find /usr/lib/postgresql -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
    [ -n "$found" ] || fail 69 "no PostgreSQL server found under /usr/lib/postgresql; run: make install"
    dirname "$found"
}

# What runs a PostgreSQL program as somebody who is not root, in a clean environment.
as_postgres_command() {
    if is_root; then printf 'runuser -u %s -- ' "$postgres_account"; fi
    printf 'env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8\n'
}

# Runs a PostgreSQL program so, from a folder that everybody may enter.
as_postgres() {
    local prefix
    read -r -a prefix < <(as_postgres_command)
    (cd / && "${prefix[@]}" "$@")
}

# Gives a folder to the account that will run the server.
give_to_postgres() {
    if is_root; then chown "$postgres_account" "$@"; fi
}

# Makes a cluster whose every connection needs a password: cluster_create DIRECTORY SUPERUSER PASSWORD [OPTION…]
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

# Appends lines from standard input to the cluster's configuration.
cluster_configure() {
    local directory=$1
    if is_root; then
        as_postgres tee -a "$directory/data/postgresql.conf" >/dev/null
    else
        cat >>"$directory/data/postgresql.conf"
    fi
}

cluster_runs() { [ -d "$1/data" ] && as_postgres "$(postgres_bin)/pg_ctl" status --pgdata="$1/data" >/dev/null 2>&1; }

# sun_path of unix(7) has 108 bytes with its final zero, and PostgreSQL appends `/.s.PGSQL.NNNNN.lock`.
longest_socket_folder=86

# Starts a cluster on 127.0.0.1, and on a socket in its own folder where the path is short enough; prints the port.
# cluster_start DIRECTORY [PREFERRED_PORT]; another port is taken when that one is in use.
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

# Stops a cluster; sessions that are still open are ended. cluster_stop DIRECTORY [MODE]
cluster_stop() {
    if cluster_runs "$1"; then
        as_postgres "$(postgres_bin)/pg_ctl" stop --pgdata="$1/data" --mode="${2:-fast}" --wait --timeout=60 >/dev/null
    fi
}
