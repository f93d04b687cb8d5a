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

# The tests in one process are not run in parallel, because many check real time-outs of real servers and fail on a
# heavily loaded machine. The whole suite is divided between two processes, which take about the same time: one runs the
# test targets that match, the other one all others.
first_half='^(Gateway|ResourcesTests|AccessTests|IntakeTests|TicketsTests)'

# run_tests [OPTION…], with FILTER and ARGS from the environment. Needs the database of throwaway_start.
run_tests() {
    local options=("$@") extra
    if [ -n "${FILTER:-}" ]; then options+=(--filter "$FILTER"); fi
    read -r -a extra <<<"${ARGS:-}"
    run_logged swift test --no-parallel "${options[@]}" "${extra[@]}"
}

# run_halves: runs all tests, which must be built, in two processes at a time, each with a PostgreSQL of its own.
# `swift test` cannot run twice at a time, because it locks the build folder.
run_halves() {
    local program options first second status=0
    program=$(find "$(swift build --show-bin-path)" -maxdepth 1 -name '*.xctest' -type f | head -n 1)
    options=(--testing-library swift-testing --no-parallel)
    # The program colours its output in a pipe too.
    export NO_COLOR=1
    (
        throwaway_start
        run_logged "$program" "${options[@]}" --filter "$first_half"
    ) &
    first=$!
    (
        throwaway_start
        run_logged "$program" "${options[@]}" --skip "$first_half"
    ) &
    second=$!
    wait "$first" || status=$?
    wait "$second" || status=$?
    return "$status"
}

# run_logged COMMAND…: runs tests, and prints their failures again at the end of the long log.
run_logged() {
    local log status=0
    log=$(mktemp)
    timeout --kill-after=10 "$longest_run" "$@" </dev/null 2>&1 | tee "$log" || status=$?
    if [ "$status" -ne 0 ]; then tell_failures "$log" "$status"; fi
    rm -f "$log"
    return "$status"
}

# tell_failures LOG STATUS
tell_failures() {
    say "Tests failed (status $2):"
    grep -E -A 3 '^✘ Test .* recorded an issue|Fatal error|: error: ' "$1" >&2 || true
    if ! grep -q 'Test run with' "$1"; then tail -n 20 "$1" >&2; fi
}
