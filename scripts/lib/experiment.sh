# shellcheck shell=bash
# Starts a gateway and fake trackers on a temporary database, for fault tests and measurements.

# shellcheck source=scripts/lib/gateway.sh
source "${BASH_SOURCE[0]%/*}/gateway.sh"
# shellcheck source=scripts/lib/throwaway.sh
source "${BASH_SOURCE[0]%/*}/throwaway.sh"

# The run's temporary folder, the processes to stop at its end, the folder of the built programs, and the address of the
# tracker that was started last.
work=
processes=()
products=
tracker_url=

# Builds products and sets $products to their folder: experiment_build DEFAULT_CONFIGURATION PRODUCT…
# CONFIGURATION (`release` or `debug`) overrides the default; SKIP_BUILD uses an existing build.
experiment_build() {
    local configuration=(--configuration "${CONFIGURATION:-$1}") product
    shift
    cd "$project_root" || exit 66
    if [ -z "${SKIP_BUILD:-}" ]; then
        scripts/install
        for product in "$@"; do swift build "${configuration[@]}" --product "$product"; done
    fi
    products=$(swift build "${configuration[@]}" --show-bin-path)
}

# Starts PostgreSQL with an empty database and exports the settings of a gateway that uses it: experiment_start DATABASE
experiment_start() {
    throwaway_start
    work=$(mktemp -d)
    trap experiment_finish EXIT
    psql --no-psqlrc --quiet --command="CREATE DATABASE $1" "$TICKET_GATEWAY_TEST_DATABASE_URL"
    TICKET_GATEWAY_DATABASE_URL=${TICKET_GATEWAY_TEST_DATABASE_URL%/*}/$1
    TICKET_GATEWAY_PORT=$(free_port)
    TICKET_GATEWAY_ENCRYPTION_KEYS=$(new_encryption_key)
    TICKET_GATEWAY_JWT_SECRET=$(random_hex 32)
    export TICKET_GATEWAY_DATABASE_URL TICKET_GATEWAY_PORT TICKET_GATEWAY_ENCRYPTION_KEYS TICKET_GATEWAY_JWT_SECRET
    export TICKET_GATEWAY_ADMIN_TOKEN_FILE=$work/admin-token TICKET_GATEWAY_RATE_LIMIT=0 TICKET_GATEWAY_ALLOWED_NETWORKS=127.0.0.1/32
}

experiment_finish() {
    if [ ${#processes[@]} -gt 0 ]; then kill "${processes[@]}" 2>/dev/null || true; fi
    wait
    throwaway_remove
    rm -rf "$work"
}

# Starts a fake tracker and sets $tracker_url to its address: experiment_tracker PRODUCT [ARGUMENT…]
experiment_tracker() {
    local port tick
    port=$(free_port)
    "$products/$1" --port "$port" "${@:2}" >>"$work/tracker.log" 2>&1 </dev/null &
    processes+=($!)
    for ((tick = 0; tick < 150; tick++)); do
        if ! port_is_free "$port"; then
            tracker_url=http://127.0.0.1:$port
            return
        fi
        sleep 0.1
    done
    cat "$work/tracker.log" >&2
    fail 70 "$1 did not start"
}

# Runs a Python program of scripts/lib with the common arguments of experiment.py: experiment_run PROGRAM [ARGUMENT…]
# If it fails, prints the end of the gateway's log, and then the end of the program's output again.
experiment_run() {
    local program=$1
    shift
    /usr/bin/python3 "scripts/lib/$program" --gateway "$products/ticket-gateway" --database-url "$TICKET_GATEWAY_DATABASE_URL" \
        --tracker-url "$tracker_url" --token-file "$work/admin-token" --log "$work/gateway.log" --port "$TICKET_GATEWAY_PORT" "$@" |
        tee "$work/outcome" || { { grep -v ' INFO request ' "$work/gateway.log" | tail -n 20; tail -n 12 "$work/outcome"; } >&2; exit 1; }
}
