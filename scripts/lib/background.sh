# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Programs a script starts in the background, and their certain end. Sourced, not run. The script
# sets `work`, a folder of its own.

: "${work:?the folder for logs}"

background_pids=()
background_names=()

# start NAME COMMAND...: its output goes to $work/NAME.log; its id is $! and in the list.
start() {
    local name=$1
    shift
    "$@" >"$work/$name.log" 2>&1 </dev/null &
    background_pids+=("$!")
    background_names+=("$name")
}

# wait_until SECONDS COMMAND...: tries until it succeeds; fails when a started program has ended.
wait_until() {
    local limit=$((SECONDS + $1)) index
    shift
    until "$@" >/dev/null 2>&1; do
        for index in "${!background_pids[@]}"; do
            if ! kill -0 "${background_pids[$index]}" 2>/dev/null; then
                echo "${background_names[$index]} ended by itself; its last words:" >&2
                tail -n 20 "$work/${background_names[$index]}.log" >&2
                return 1
            fi
        done
        [ "$SECONDS" -lt "$limit" ] || return 1
        sleep 0.1
    done
}

# stop NAME: TERM, ten seconds of grace, KILL. The exit code is the program's.
stop() {
    local index pid status=0 tries=100
    for index in "${!background_pids[@]}"; do
        [ "${background_names[$index]}" = "$1" ] || continue
        pid=${background_pids[$index]}
        kill -TERM "$pid" 2>/dev/null || true
        while kill -0 "$pid" 2>/dev/null && [ $((tries -= 1)) -gt 0 ]; do
            sleep 0.1
        done
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" || status=$?
        unset "background_pids[$index]" "background_names[$index]"
        return "$status"
    done
}

stop_all() {
    local name
    for name in "${background_names[@]}"; do
        stop "$name" || true
    done
}
