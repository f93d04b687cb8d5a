# shellcheck shell=bash
# Runs `swift test`.

# shellcheck source=scripts/lib/throwaway.sh
source "${BASH_SOURCE[0]%/*}/throwaway.sh"

# Exports the environment variables of the tests, except the database's address.
export_test_environment() {
    local shared=$project_root/../shared
    if [ -z "${TICKET_GATEWAY_CORPUS:-}" ] && [ -d "$shared/corpus" ]; then
        TICKET_GATEWAY_CORPUS=$(cd "$shared/corpus" && pwd -P)
        export TICKET_GATEWAY_CORPUS
    fi
    [ -n "${TICKET_GATEWAY_CORPUS:-}" ] || say "TICKET_GATEWAY_CORPUS is not set: skipping the tests that read recorded payloads"
    TICKET_GATEWAY_TEST_PYTHON=$("$project_root/scripts/venv" test)/python
    export TICKET_GATEWAY_TEST_PYTHON
}

# A longer run is assumed to hang and is killed, so that it does not block CI until CI's own time-out.
longest_run=40m

# run_tests [OPTION…], with FILTER and ARGS from the environment.
run_tests() {
    local options=("$@") extra
    if [ -n "${FILTER:-}" ]; then options+=(--filter "$FILTER"); fi
    read -r -a extra <<<"${ARGS:-}"
    # Not in parallel, because many tests check real time-outs of real servers, and fail on a heavily loaded machine.
    options+=(--no-parallel)
    local log status=0
    log=$(mktemp)
    timeout --kill-after=10 "$longest_run" swift test "${options[@]}" "${extra[@]}" </dev/null 2>&1 | tee "$log" || status=$?
    if [ "$status" -ne 0 ]; then tell_failures "$log" "$status"; fi
    rm -f "$log"
    return "$status"
}

# Prints the failures again at the end of a long log: tell_failures LOG STATUS
tell_failures() {
    say "Tests failed (status $2):"
    grep -E -A 3 '^✘ Test .* recorded an issue|Fatal error|: error: ' "$1" >&2 || true
    if ! grep -q 'Test run with' "$1"; then tail -n 20 "$1" >&2; fi
}
