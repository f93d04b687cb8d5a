# shellcheck shell=bash
# What every script needs: where the project is, how to say something, how to act as root.

project_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
local_directory=$project_root/.local

say() { printf '==> %s\n' "$*" >&2; }

# Ends the script: fail STATUS MESSAGE… (statuses are those of sysexits.h).
fail() {
    local status=$1
    shift
    printf 'error: %s\n' "$*" >&2
    exit "$status"
}

have() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" -eq 0 ]; }

# Runs a command as root, through sudo for everybody else.
as_root() {
    if is_root; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        fail 77 "this needs root, and there is no sudo: $*"
    fi
}

# The folder that holds everything which is not committed; only its owner may look into it.
make_local_directory() {
    mkdir -p "$local_directory"
    chmod 0700 "$local_directory"
}

# Hex digits from the kernel's random source: random_hex BYTES
random_hex() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

# Writes standard input to a file that nobody else can read at any moment: write_secret FILE
write_secret() { (umask 077 && cat >"$1.new" && mv -f "$1.new" "$1"); }

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A port on which nothing listens now, below the range that the kernel gives to outgoing connections.
free_port() {
    local port attempt
    for ((attempt = 0; attempt < 200; attempt++)); do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if port_is_free "$port"; then
            echo "$port"
            return
        fi
    done
    fail 71 "no free port between 20000 and 32000"
}

# The Swift toolchain cannot be installed by apt, so its absence is the one thing that the reader must mend.
require_swift() {
    have swift || fail 69 "no Swift toolchain in PATH; install Swift 6.2 or later from https://www.swift.org/install/"
}
