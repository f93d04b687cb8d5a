# shellcheck shell=bash
# Tests a fake tracker with a third-party client library.

# shellcheck source=scripts/lib/common.sh
source "${BASH_SOURCE[0]%/*}/common.sh"

# fake_check PRODUCT SCRIPT [--prepare]   (--prepare: only create the Python environment)
fake_check() {
    local product=$1 script=$2 python port
    cd "$project_root" || exit 66
    python=$(scripts/venv test)/python
    if [ "${3:-}" = --prepare ]; then exit 0; fi
    [ $# -eq 2 ] || fail 64 "usage: $0 [--prepare]"

    require_swift
    say "Building $product"
    swift build --product "$product"
    port=$(free_port)
    "$(swift build --show-bin-path)/$product" --port "$port" &
    trap 'kill %1 2>/dev/null || true' EXIT
    for ((attempt = 0; attempt < 50; attempt++)); do
        ! port_is_free "$port" && break
        sleep 0.1
    done
    "$python" "scripts/lib/$script" "http://127.0.0.1:$port"
}
