#!/usr/bin/env bash
# Runs zombienet on a file of zombienet/: a network (.toml) until it is interrupted, or a test
# (.zndsl); or journeys, all of them or those that are named. Installs its npm CLI into the cache on
# first use.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/env.sh"

file="${1:?usage: scripts/zombienet.sh zombienet/FILE, or scripts/zombienet.sh journeys [NAME...]}"
home="$ESTUARY_CACHE/zombienet"
cli="$home/node_modules/.bin/zombienet"

if [ ! -x "$cli" ]; then
    mkdir -p "$home"
    # The override: a dependency of a dependency asks for a version that is not to be had.
    cat >"$home/package.json" <<-'JSON'
		{
		  "private": true,
		  "dependencies": { "@zombienet/cli": "1.3.138" },
		  "overrides": { "toml": "3.0.0" }
		}
	JSON
    (cd "$home" && npm install --ignore-scripts --no-fund --no-audit --loglevel=error)
fi

case "$file" in
journeys)
    shift
    exec node "$ESTUARY_ROOT/zombienet/run.js" "$@"
    ;;
*.zndsl) verb="test" ;;
*) verb="spawn" ;;
esac
logs="$(mktemp -d -t estuary-zombienet-XXXXXX)"
PATH="$(dirname "$ESTUARY_NODE"):$PATH" "$cli" --provider native --dir "$logs/run" --force "$verb" "$file"
