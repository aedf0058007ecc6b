#!/usr/bin/env bash
# Writes the chain specs to target/spec, plain and raw. NODE chooses another binary, such as the
# one of `make build`; the default has fast eras.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ESTUARY_ROOT"

node="${NODE:-$ESTUARY_NODE}"
mkdir -p target/spec
for chain in dev local; do
    "$node" export-chain-spec --chain "$chain" --output "target/spec/$chain.json"
    "$node" export-chain-spec --chain "$chain" --raw --output "target/spec/$chain-raw.json"
done
ls -l target/spec
