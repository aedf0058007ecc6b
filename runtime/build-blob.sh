#!/usr/bin/env bash
# Builds a blob of the runtime with features that the blob of a node does not have:
#
#   runtime/build-blob.sh runtime-benchmarks              for the weights
#   runtime/build-blob.sh try-runtime                     for try-runtime against a live chain
#   runtime/build-blob.sh try-runtime,fast-runtime        ... against a local network
#
# and prints its path. It is compiled as shipped (profile `production`, or what PROFILE says), in
# the shared target directory but apart from all native builds and from the blob in the node, so
# neither is rebuilt because of it.
set -euo pipefail

features=${1:?usage: runtime/build-blob.sh FEATURE[,FEATURE...]}
profile=${PROFILE:-production}
target=wasm32v1-none

. "$(dirname "${BASH_SOURCE[0]}")/../scripts/env.sh"
cd "$ESTUARY_ROOT"

cargo=(cargo)
if [ -n "${WASM_BUILD_TOOLCHAIN:-}" ]; then
	cargo=(rustup run "$WASM_BUILD_TOOLCHAIN" cargo)
fi

# The interface that an executor expects of a blob: it brings the memory, and needs to know where
# the heap starts and which functions the table holds. `substrate_runtime` is what SDK crates test
# to tell a blob from other builds without the standard library.
export RUSTFLAGS="--cfg substrate_runtime \
-C link-arg=--import-memory -C link-arg=--export=__heap_base -C link-arg=--export-table"

"${cargo[@]}" rustc --locked --package estuary-runtime --lib --crate-type cdylib \
	--target "$target" --profile "$profile" \
	--no-default-features --features "$features" >&2

# Under a name of its own: cargo would overwrite the file with the next choice of features.
blob=$CARGO_TARGET_DIR/blobs/estuary_runtime.${features//,/+}.wasm
mkdir -p "$(dirname "$blob")"
cp "$CARGO_TARGET_DIR/$target/$profile/estuary_runtime.wasm" "$blob"
echo "$blob"
