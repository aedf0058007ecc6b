#!/usr/bin/env bash
# Whether the end-to-end tests may mount the small disk that they fill, and whether the ports are free that
# docs/network.md names: asked before an hour of building and not after it.
set -euo pipefail

# Those of clients/e2e/founders.test.js.
for port in 9944 9945 30333 30334; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        echo "port $port of 127.0.0.1 must be free, the tests start nodes there: end what listens" >&2
        exit 1
    fi
done

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi

disk="$(mktemp -d)"
trap 'rmdir "$disk"' EXIT
if ! "${as_root[@]}" mount -t tmpfs -o size=1M estuary-rights "$disk"; then
    echo "the tests mount a disk in memory: run them as root, or with sudo that asks for no password," >&2
    echo "and where mounting is allowed" >&2
    exit 1
fi
"${as_root[@]}" umount "$disk"
