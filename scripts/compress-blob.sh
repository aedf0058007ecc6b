#!/usr/bin/env bash
# Compresses a runtime blob the way nodes read it: eight bytes that say so, then zstd. A transaction
# with the blob of a node that was built for tests would not fit into a block otherwise.
#
#   scripts/compress-blob.sh FROM.wasm TO.wasm
set -euo pipefail

from="${1:?usage: scripts/compress-blob.sh FROM.wasm TO.wasm}"
to="${2:?usage: scripts/compress-blob.sh FROM.wasm TO.wasm}"
command -v zstd >/dev/null || {
    echo "zstd is needed: make setup" >&2
    exit 1
}
{
    printf '\x52\xbc\x53\x76\x46\xdb\x8e\x05'
    zstd --quiet --ultra -19 --stdout "$from"
} >"$to"
