# shellcheck shell=bash
# The project's Swift sources.

# shellcheck source=scripts/lib/common.sh
source "${BASH_SOURCE[0]%/*}/common.sh"

swift_sources=(Package.swift)
for folder in Sources Tests Benchmarks Fuzz; do
    if [ -d "$project_root/$folder" ]; then swift_sources+=("$folder"); fi
done
