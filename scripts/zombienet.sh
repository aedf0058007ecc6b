#!/usr/bin/env bash
# Runs a network file of zombienet/ until it is interrupted; or journeys, all of them or those that
# are named. Installs zombienet's npm CLI into the cache on first use.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

file="${1:?usage: scripts/zombienet.sh zombienet/FILE.toml, or scripts/zombienet.sh journeys [NAME...]}"
home="$ESTUARY_CACHE/zombienet"
cli="$home/node_modules/.bin/zombienet"

# Its package overrides a version that a dependency of a dependency asks for: it is not to be had.
lock="$ESTUARY_ROOT/zombienet/cli/package-lock.json"
if [ ! -x "$cli" ] || ! cmp -s "$lock" "$home/installed"; then
    mkdir -p "$home"
    cp "$ESTUARY_ROOT"/zombienet/cli/{package.json,package-lock.json,.npmrc} "$home/"
    (cd "$home" && npm ci --ignore-scripts --no-fund --no-audit --loglevel=error)
    cp "$lock" "$home/installed"
fi

if [ "$file" = journeys ]; then
    shift
    if [ $# -eq 0 ] || [[ " $* " == *" load "* ]]; then
        cargo build --locked --manifest-path "$ESTUARY_ROOT/tools/load/Cargo.toml"
    fi
    exec node "$ESTUARY_ROOT/zombienet/run.js" "$@"
fi
logs="$(mktemp -d -t estuary-zombienet-XXXXXX)"
echo "specification for nodes that join: $logs/run/local.json"
PATH="$(dirname "$ESTUARY_NODE"):$PATH" "$cli" --provider native --dir "$logs/run" --force spawn "$file"
