#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs every libFuzzer target for a while, two at a time, from its corpus in corpus/<name>. Each
# starts from the corpus alone, unless FUZZ_SEED is 0: then what it finds on the way is kept in the
# build folder, and a longer run goes on where the last one ended.
#   FUZZ_SECONDS  a target's time (60)
#   FUZZ_JOBS     targets at a time (2)
#   FUZZ_SEED     what the inputs are made from (1, so that a change is judged by inputs that do
#                 not change from run to run); 0: another one each time
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${1:-$here/../../build/fuzz/bin}
seconds=${FUZZ_SECONDS:-60}
jobs=${FUZZ_JOBS:-2}
seed=${FUZZ_SEED:-1}
work=$bin/../fuzz-work
mkdir -p "$work"
work=$(cd "$work" && pwd)

[ -x "$bin/fuzz_canary" ] || {
    echo "fuzz: no targets in $bin; build the fuzz preset first" >&2
    exit 1
}

# One target for its time; prints one line. The log is shown only when it fails.
run_target() {
    local name=$1 log=$work/$1.log
    # New inputs go into the first folder; with a fixed seed they must not lead the next run astray.
    [ "$seed" = 0 ] || rm -rf "$work/corpus/$name"
    mkdir -p "$work/corpus/$name"
    local folders=("$work/corpus/$name")
    [ -d "$here/corpus/$name" ] && folders+=("$here/corpus/$name")
    local options=(-max_total_time="$seconds" -seed="$seed" -timeout=10 -rss_limit_mb=2048
        -print_final_stats=1 -artifact_prefix="$work/$name-")
    if timeout --kill-after=10 $((seconds + 60)) \
        "$bin/fuzz_$name" "${options[@]}" "${folders[@]}" >"$log" 2>&1 </dev/null; then
        local runs
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        echo "fuzz: $name: ${runs:-0} inputs, nothing found"
        return 0
    fi
    tail -n 60 "$log"
    {
        echo "fuzz: $name: FAILED, input kept as $work/$name-*"
        grep -a 'gate64 bug\|^SUMMARY' "$log" || true
        # For who sees only this output: the input is `base64 -d` away.
        find "$work" -maxdepth 1 -name "$name-*" -exec base64 {} \;
    } >"$work/$name.failed"
    return 1
}

# A target with a bug in it: were it to pass, so would every other.
check_canary() {
    local log=$work/canary.log
    if timeout --kill-after=10 120 "$bin/fuzz_canary" -max_total_time=60 -seed=1 \
        -artifact_prefix="$work/canary-" >"$log" 2>&1 </dev/null ||
        ! grep -q 'heap-buffer-overflow' "$log"; then
        tail -n 20 "$log"
        echo "fuzz: the canary's bug was not found, so nothing here proves anything"
        return 1
    fi
    rm -f "$work"/canary-*
    echo "fuzz: canary: its bug was found, as it must be"
}

rm -f "$work"/*.failed
check_canary
export -f run_target
export here bin seconds seed work
targets=()
for program in "$bin"/fuzz_*; do
    name=$(basename "$program")
    [ "$name" = fuzz_canary ] || targets+=("${name#fuzz_}")
done
if [ ${#targets[@]} -eq 0 ]; then
    echo "fuzz: no target but the canary"
    exit 1
fi
if ! printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} bash -c 'run_target {}'; then
    cat "$work"/*.failed
    echo "fuzz: failed: $(cd "$work" && echo *.failed | sed 's/\.failed//g')"
    exit 1
fi
echo "fuzz: ${#targets[@]} targets, $seconds s each, nothing found"
