# shellcheck shell=bash
# Builds and configures the gateway, and finds the running one.

# shellcheck source=scripts/lib/private.sh
source "${BASH_SOURCE[0]%/*}/private.sh"

pid_file=$local_directory/gateway.pid

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
    say "Building the gateway"
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

# Does everything that must happen before `serve`.
prepare_gateway() {
    "$project_root/scripts/install"
    build_gateway
    gateway_environment
    say "Migrating the database"
    (cd "$project_root" && "$gateway" migrate up)
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

# Checked before the build. Otherwise, the start would fail after it, or the other program would be mistaken for the
# gateway.
refuse_a_taken_port() {
    local port=${PORT:-$(configured PORT)}
    if ! port_is_free "${port:-3000}"; then fail 69 "port ${port:-3000} is already in use; choose another: make ${0##*/} PORT=3001"; fi
}
