# shellcheck shell=bash
# Building the gateway, giving it what it needs, and finding the one that runs.

# shellcheck source=scripts/lib/private.sh
source "${BASH_SOURCE[0]%/*}/private.sh"

pid_file=$local_directory/gateway.pid

# What is given for a variable, in the environment or in .env, where the gateway looks too: configured NAME
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

# A debug build: ready minutes before a release build, and fast enough for one person. The image is a release build.
build_gateway() {
    say "Building the gateway"
    (cd "$project_root" && swift build --product ticket-gateway)
    gateway=$(cd "$project_root" && swift build --show-bin-path)/ticket-gateway
}

# A secret that is made once and kept: kept_secret FILE COMMAND… (which prints a new one)
kept_secret() {
    local file=$local_directory/$1
    shift
    [ -s "$file" ] || "$@" | write_secret "$file"
    cat "$file"
}

new_encryption_key() { printf 'local:%s' "$(head -c 32 /dev/urandom | base64 --wrap=0)"; }

# Fills in whatever serving needs and nobody has configured.
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

# Everything up to a gateway that can serve.
prepare_gateway() {
    "$project_root/scripts/install"
    build_gateway
    gateway_environment
    say "Migrating the database"
    (cd "$project_root" && "$gateway" migrate up)
}

# The process that the pid file names, if it is a gateway and alive.
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
    [ -z "$pid" ] || fail 69 "a gateway of this clone runs already, as process $pid; make stop ends it"
}

# Another program on the port would answer in the gateway's place, or keep it from starting after a long build.
refuse_a_taken_port() {
    local port=${PORT:-$(configured PORT)}
    if ! port_is_free "${port:-3000}"; then fail 69 "something listens on port ${port:-3000} already; choose another: make ${0##*/} PORT=3001"; fi
}
