#!/usr/bin/env bash
# All checks, in the order in which they are cheap to fail. Prints how long each took and writes
# the same to target/ci/times.json.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"
cd "$ESTUARY_ROOT" || exit 1
. scripts/step.sh

step rights         scripts/rights.sh
step setup          make setup
step format         make fmt-check
step lock           make lock-check
step clients        make clients
step build          make node
step unit           make unit
step lint           make lint
step load           make load-test
step normal-runtime make normal-runtime
step doc-tests      make doc-tests
step doc            make doc
step e2e            make e2e
step network        make zombienet JOURNEY=short
