# shellcheck shell=bash
# What every script and make target shares. Sourced, never run.

ESTUARY_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
ESTUARY_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/estuary"

# A login shell that was opened before rustup was installed does not have it on its PATH. Its cargo goes
# before a distribution's, which setup.sh may have installed.
if ! command -v rustup >/dev/null 2>&1 && [ -d "${CARGO_HOME:-$HOME/.cargo}/bin" ]; then
    PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
fi

# Outside the checkout, so that a fresh clone finds the compiled dependencies. Absolute, as is all
# below: tasks run in folders of their own.
CARGO_TARGET_DIR="$(realpath --canonicalize-missing "${CARGO_TARGET_DIR:-$ESTUARY_CACHE/target}")"
export CARGO_TARGET_DIR
# Without it wasm-builder misses the lock file of a checkout that is no parent of the target
# directory, and resolves the runtime's dependencies afresh.
export WASM_BUILD_WORKSPACE_HINT="$ESTUARY_ROOT"

# The one feature set of tests, lints and the node they run against.
ESTUARY_FEATURES="runtime-benchmarks,try-runtime,fast-runtime"
ESTUARY_NODE="$(realpath --canonicalize-missing \
    "${ESTUARY_NODE:-$CARGO_TARGET_DIR/debug/estuary-node}")"
# The load generator, which has a workspace of its own.
ESTUARY_LOAD="$(realpath --canonicalize-missing \
    "${ESTUARY_LOAD:-$CARGO_TARGET_DIR/debug/estuary-load}")"
export ESTUARY_ROOT ESTUARY_CACHE ESTUARY_FEATURES ESTUARY_NODE ESTUARY_LOAD

# Written by setup.sh where rustup cannot provide the Wasm target.
if [ -f "$ESTUARY_CACHE/toolchain.env" ]; then
    # shellcheck source=/dev/null
    . "$ESTUARY_CACHE/toolchain.env"
fi
