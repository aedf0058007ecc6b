#!/usr/bin/env bash
# Builds the load generator and runs it against a new development chain. LOAD_BLOCKS, LOAD_ACCOUNTS
# and LOAD_REPORT say how long, from how many accounts, and where the report goes; further arguments
# are the generator's, such as --in-flight or --seed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ESTUARY_ROOT"

report="${LOAD_REPORT:-target/load/report.json}"
# Whatever fails from here on, what is there was not made by this run.
rm --force "$report"
cargo build --locked --manifest-path tools/load/Cargo.toml
exec node clients/load.js --accounts "${LOAD_ACCOUNTS:-2000}" --blocks "${LOAD_BLOCKS:-200}" \
    --report "$report" "$@"
