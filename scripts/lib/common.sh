# shellcheck shell=bash
# Functions that all scripts share: paths, messages, root access, secrets, ports.

project_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
local_directory=$project_root/.local

say() { printf '==> %s\n' "$*" >&2; }

# Exits with an error message: fail STATUS MESSAGE… (a status of sysexits.h)
fail() {
    local status=$1
    shift
    printf 'error: %s\n' "$*" >&2
    exit "$status"
}

have() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" -eq 0 ]; }

# Runs a command as root, with sudo if necessary.
as_root() {
    if is_root; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        fail 77 "this command needs root, but sudo is not installed: $*"
    fi
}

# Creates .local/, which holds secrets, logs and downloaded tools. Only its owner can read it.
make_local_directory() {
    mkdir -p "$local_directory"
    chmod 0700 "$local_directory"
}

# Prints random bytes as hexadecimal digits: random_hex BYTES
random_hex() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

# Writes standard input to a file that is never readable by other users: write_secret FILE
write_secret() { (umask 077 && cat >"$1.new" && mv -f "$1.new" "$1"); }

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Prints an unused port below the kernel's ephemeral range, so that no outgoing connection takes it.
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

# The Swift toolchain cannot be installed with apt, so the user must install it.
require_swift() {
    have swift || fail 69 "no Swift toolchain in PATH; install Swift 6.2 or later: https://www.swift.org/install/"
}
