# shellcheck shell=bash
# Builds and configures the gateway, and finds the running one.

# shellcheck source=scripts/lib/private.sh
source "${BASH_SOURCE[0]%/*}/private.sh"

pid_file=$local_directory/gateway.pid
# The address of the gateway that was started last, for scripts/ticket-gateway.
url_file=$local_directory/url

# Prints a setting from the environment or .env, like the gateway itself: configured NAME (without TICKET_GATEWAY_)
configured() {
    local name=TICKET_GATEWAY_$1 line
    if [ -n "${!name:-}" ]; then
        echo "${!name}"
    elif [ -f "$project_root/.env" ]; then
        line=$(grep -E "^[[:space:]]*${name}[[:space:]]*=" "$project_root/.env" | tail -n 1) || return 0
        line=${line#*=}
        sed -E "s/^[[:space:]]*//; s/[[:space:]]*$//; s/^\"(.*)\"$/\1/; s/^'(.*)'$/\1/" <<<"$line"
    fi
}

# A debug build, because it takes minutes less than a release build and is fast enough for development.
build_gateway() {
    say "Building the gateway (the first time, this takes about five minutes)"
    (cd "$project_root" && swift build --product ticket-gateway)
    gateway=$(cd "$project_root" && swift build --show-bin-path)/ticket-gateway
}

# Prints a secret stored in .local/; COMMAND prints a new one if it does not exist yet: kept_secret FILE COMMAND…
kept_secret() {
    local file=$local_directory/$1
    shift
    [ -s "$file" ] || "$@" | write_secret "$file"
    cat "$file"
}

new_encryption_key() { printf 'local:%s' "$(head -c 32 /dev/urandom | base64 --wrap=0)"; }

# Exports the settings that `serve` requires and that are not configured, and starts the private PostgreSQL if needed.
gateway_environment() {
    make_local_directory
    if [ -n "${PORT:-}" ]; then export TICKET_GATEWAY_PORT=$PORT; fi
    if [ -z "$(configured DATABASE_URL)" ]; then private_start; fi
    if [ -z "$(configured ENCRYPTION_KEYS)" ]; then
        TICKET_GATEWAY_ENCRYPTION_KEYS=$(kept_secret encryption-key new_encryption_key)
        export TICKET_GATEWAY_ENCRYPTION_KEYS
    fi
    if [ -z "$(configured JWT_SECRET)" ]; then
        TICKET_GATEWAY_JWT_SECRET=$(kept_secret jwt-secret random_hex 32)
        export TICKET_GATEWAY_JWT_SECRET
    fi
    if [ -z "$(configured ADMIN_TOKEN_FILE)" ]; then export TICKET_GATEWAY_ADMIN_TOKEN_FILE=$local_directory/admin-token; fi
}

# Reports mistakes in the environment and in .env, because a build takes minutes.
check_configuration() {
    local status=0
    TICKET_GATEWAY_PORT=${PORT:-${TICKET_GATEWAY_PORT:-}} \
        /usr/bin/python3 "$project_root/scripts/lib/check_configuration.py" "$project_root" || status=$?
    if [ "$status" -ne 0 ]; then exit "$status"; fi
}

# Does everything that must happen before `serve`.
prepare_gateway() {
    "$project_root/scripts/install"
    check_configuration
    build_gateway
    gateway_environment
    say "Migrating the database"
    # Its log names each migration, too.
    (cd "$project_root" && "$gateway" migrate up >/dev/null)
}

# Prints the process id in the pid file, if that process is a running gateway.
running_gateway() {
    local pid
    [ -f "$pid_file" ] || return 0
    pid=$(cat "$pid_file")
    case $(readlink "/proc/$pid/exe" 2>/dev/null) in
    */ticket-gateway | */ticket-gateway' (deleted)') echo "$pid" ;;
    esac
}

refuse_a_second_gateway() {
    local pid
    pid=$(running_gateway)
    [ -z "$pid" ] || fail 69 "the gateway of this clone is already running as process $pid; stop it with: make stop"
}

# Prints the port that the gateway will listen on. Fails if it is not one.
chosen_port() {
    local port=${PORT:-$(configured PORT)}
    port=${port:-3000}
    if ! [[ $port =~ ^[0-9]{1,5}$ ]] || ((10#$port > 65535)); then
        fail 78 "PORT: expected a port number from 0 to 65535"
    fi
    echo "$port"
}

# Checked before the build. Otherwise, the start would fail after it, or the other program would be mistaken for the
# gateway.
refuse_a_taken_port() {
    local port
    port=$(chosen_port)
    if ! port_is_free "$port"; then fail 69 "port $port is already in use; choose another: make ${0##*/} PORT=3001"; fi
}

# Prints the address at which programs on this machine reach the gateway.
gateway_url() {
    local host
    host=$(configured HOST)
    case $host in '' | 0.0.0.0 | ::) host=127.0.0.1 ;; *:*) host=[$host] ;; esac
    echo "http://$host:$(chosen_port)"
}

# Waits up to a minute until the gateway is healthy: await_gateway PROCESS
await_gateway() {
    local tick
    for ((tick = 0; tick < 300; tick++)); do
        kill -0 "$1" 2>/dev/null || return 1
        if "$gateway" check --url "$(gateway_url)" >/dev/null 2>&1; then return 0; fi
        sleep 0.2
    done
    return 1
}

# Prints what can be done with a gateway that has just started: say_what_next HOW_TO_STOP
say_what_next() {
    local url token=.local/admin-token
    url=$(gateway_url)
    echo "$url" >"$url_file"
    say "The gateway is ready at $url"
    if [ -s "$project_root/$token" ]; then
        cat >&2 <<NEXT
    Admin token   $token
NEXT
    fi
    cat >&2 <<NEXT
    Swagger UI    $url/apidocs/
    Command line  scripts/ticket-gateway tickets list demo
                  (make install-cli puts it on PATH: ticket-gateway tickets list demo)
    More tokens   scripts/ticket-gateway tokens create NAME --scope tickets:read
    Tutorial      docs/tutorial.md
    Stop          $1
NEXT
}

# Prints the path of the program that was built last; fails if there is none.
built_gateway() {
    local newest='' program
    for program in "$project_root"/.build/{debug,release}/ticket-gateway; do
        if [ -x "$program" ] && { [ -z "$newest" ] || [ "$program" -nt "$newest" ]; }; then newest=$program; fi
    done
    [ -n "$newest" ] && echo "$newest"
}

# Sets $database_url to the address of the gateway's database without the password, and exports PGPASSWORD, because
# other users can read a process's arguments.
hide_password() {
    database_url=$(configured DATABASE_URL)
    if [[ $database_url =~ ^(postgres(ql)?://[^:@/?]*):([^@/?]*)@(.*)$ ]]; then
        export PGPASSWORD
        PGPASSWORD=$(printf '%b' "${BASH_REMATCH[3]//%/\\x}")
        database_url=${BASH_REMATCH[1]}@${BASH_REMATCH[4]}
    fi
}
