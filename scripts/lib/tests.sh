# shellcheck shell=bash
# How `swift test` is called.

# shellcheck source=scripts/lib/throwaway.sh
source "${BASH_SOURCE[0]%/*}/throwaway.sh"

# What the tests read from the environment besides the database's address.
export_test_environment() {
    local shared=$project_root/../shared
    if [ -z "${TICKET_GATEWAY_CORPUS:-}" ] && [ -d "$shared/corpus" ]; then
        TICKET_GATEWAY_CORPUS=$(cd "$shared/corpus" && pwd -P)
        export TICKET_GATEWAY_CORPUS
    fi
    [ -n "${TICKET_GATEWAY_CORPUS:-}" ] || say "No TICKET_GATEWAY_CORPUS: the tests that read recorded payloads are skipped"
    TICKET_GATEWAY_TEST_PYTHON=$("$project_root/scripts/venv" test)/python
    export TICKET_GATEWAY_TEST_PYTHON
}

# A run that takes longer hangs: a test that waits for what never comes must not hold up CI until that gives up.
longest_run=40m

# run_tests [OPTION…], with FILTER and ARGS from the command line.
run_tests() {
    local options=("$@") extra
    if [ -n "${FILTER:-}" ]; then options+=(--filter "$FILTER"); fi
    read -r -a extra <<<"${ARGS:-}"
    # One after the other: many tests hold real servers to real time-outs, which a thousand others at once would stretch.
    options+=(--no-parallel)
    local log status=0
    log=$(mktemp)
    timeout --kill-after=10 "$longest_run" swift test "${options[@]}" "${extra[@]}" </dev/null 2>&1 | tee "$log" || status=$?
    if [ "$status" -ne 0 ]; then tell_failures "$log" "$status"; fi
    rm -f "$log"
    return "$status"
}

# tell_failures LOG STATUS: says again what failed, at the end of thousands of lines, where it is looked for.
tell_failures() {
    say "The tests failed (status $2):"
    grep -E -A 3 '^✘ Test .* recorded an issue|Fatal error|: error: ' "$1" >&2 || true
    if ! grep -q 'Test run with' "$1"; then tail -n 20 "$1" >&2; fi
}
