#!/usr/bin/env bash
# No crate of the SDK may be in the lock file twice: two versions of one of them mean two releases
# in one binary, and types that look alike and do not fit.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ESTUARY_ROOT"

duplicates() { sed -n 's/^name = "\(\(sc\|sp\|frame\|pallet\)-.*\)"/\1/p' "$1" | sort | uniq -d; }

# The lock file says what the manifests say.
cargo metadata --locked --format-version 1 >/dev/null

found="$(duplicates Cargo.lock)"
if [ -n "$found" ]; then
    printf 'In Cargo.lock more than once:\n%s\n' "$found" >&2
    exit 1
fi
printf 'lock file: %s packages, no SDK crate twice\n' "$(grep -c '^name = ' Cargo.lock)"
