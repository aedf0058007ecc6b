#!/usr/bin/env bash
# Formats the Rust code, or with --check says where it is not formatted.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ESTUARY_ROOT"

# Several of Substrate's settings exist in nightly's rustfmt only; stable's would undo them.
if rustup run nightly rustfmt --version >/dev/null 2>&1; then
    cargo +nightly fmt --all -- "$@"
    # A workspace of its own.
    exec cargo +nightly fmt --manifest-path tools/load/Cargo.toml -- "$@"
fi
echo "formatting SKIPPED: there is no nightly rustfmt, and rustup could not install one" >&2
if [ "${1:-}" != --check ]; then exit 1; fi
