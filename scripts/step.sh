# shellcheck shell=bash
# step NAME COMMAND...: runs the command and remembers how long it took. The first failure ends the
# script that sources this; either way a table of the steps is printed and written as JSON.

STEPS=()
STEPS_FILE="$ESTUARY_ROOT/target/ci/times.json"
STEPS_START=$SECONDS
STEPS_RESULT=ok

step() {
    local name="$1" start=$SECONDS result=ok
    shift
    printf '\n==> %s\n' "$name"
    "$@" || result=failed
    STEPS+=("$name $((SECONDS - start)) $result")
    if [ "$result" = failed ]; then
        STEPS_RESULT=failed
        exit 1
    fi
}

steps_report() {
    local entry name seconds result separator=""
    mkdir -p "$(dirname "$STEPS_FILE")"
    printf '\n%-16s %8s  %s\n' step time result
    {
        printf '{"result":"%s","seconds":%d,"cores":%d,"steps":[' \
            "$STEPS_RESULT" "$((SECONDS - STEPS_START))" "$(nproc)"
        for entry in "${STEPS[@]}"; do
            read -r name seconds result <<<"$entry"
            printf '%-16s %5d:%02d  %s\n' "$name" $((seconds / 60)) $((seconds % 60)) "$result" >&3
            printf '%s{"name":"%s","seconds":%d,"result":"%s"}' \
                "$separator" "$name" "$seconds" "$result"
            separator=,
        done
        printf ']}\n'
    } 3>&1 >"$STEPS_FILE"
    local total=$((SECONDS - STEPS_START))
    printf '%-16s %5d:%02d  %s\n' total $((total / 60)) $((total % 60)) "$STEPS_RESULT"
}

# An interrupt between two steps is no success either.
trap 'STEPS_RESULT=interrupted; exit 130' INT TERM
trap steps_report EXIT
