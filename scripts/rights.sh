#!/usr/bin/env bash
# Whether the end-to-end tests may mount the small disk that they fill: asked before an hour of building
# and not after it.
set -euo pipefail

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
