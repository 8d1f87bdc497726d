#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs, builds and tests everything; stops at the first stage that fails and names it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<END
usage: scripts/test.sh [--quick | --full] [--all-kernels] [--base REF]

  (default)   dev, tsan, fuzz and release builds; unit, scenario, source and black-box tests,
              the latter also under the thread sanitizer; the comparison with BIND; Jool's real
              module in a virtual machine (needs root); a minute of fuzzing a target
  --quick     the dev build with its unit, scenario, source and black-box tests
  --full      as the default, with the slow black-box tests in both builds, ten minutes of fuzzing
              a target and clang-tidy on every file
  --all-kernels
              the virtual machine with every kernel and Jool of tests/lab, not only Debian 12's
  --base REF  clang-tidy looks at what changed since the merge base with REF (default: HEAD~10)

Environment: FUZZ_SECONDS, a target's fuzzing time in seconds (60).
END
}

mode=default
kernels=(debian12)
base=()
while [ $# -gt 0 ]; do
    case $1 in
        --quick) mode=quick ;;
        --full) mode=full ;;
        --all-kernels) kernels=(debian12 debian13-4.1.13 debian13-4.1.15) ;;
        --base)
            base=("${2:?--base needs a REF}")
            shift
            ;;
        -h | --help) usage && exit 0 ;;
        *) usage >&2 && exit 2 ;;
    esac
    shift
done

jobs=$(nproc)
logs=build/test-logs
mkdir -p "$logs"
rm -f "$logs"/*.log
summary=()
started=$SECONDS
running=
# `timeout` runs its command in a process group of its own, which the terminal's ^C does not reach.
trap '[ -z "$running" ] || kill "$running"; exit 130' INT TERM
# Thread-sanitized unit tests: the folders with threads or the ring in them.
tsan_units=(base io shard metrics page_server control process)

# The line a runner ends with, from its log.
closing_line() {
    grep -aE -e 'tests passed, ' -e '^=+ .*(passed|failed|error|skipped).* =+$' \
        -e '^(fuzz|clang-tidy|dev-setup|dns64d|lab)[: ]' "$1" | tail -n 1
}

finish() {
    echo
    echo "== summary ($mode, $((SECONDS - started)) s, logs in $logs) =="
    printf '%s\n' "${summary[@]}"
    if [ -n "${1:-}" ]; then
        echo "FAILED in stage: $1"
        exit 1
    fi
    echo "all stages passed"
    exit 0
}

# stage NAME SECONDS quiet|shown COMMAND...: runs a command with a time limit and a log. A quiet
# one shows the end of its log when it fails.
stage() {
    local name=$1 limit=$2 output=$3
    shift 3
    local log=$logs/$name.log begun=$SECONDS status=0 note
    echo
    echo "== $name: $*"
    : >"$log"
    timeout --kill-after=30 "$limit" "$@" </dev/null >>"$log" 2>&1 &
    running=$!
    [ "$output" = quiet ] || tail -n +1 -f --pid="$running" "$log"
    wait "$running" || status=$?
    running=
    if [ "$output" = quiet ] && [ "$status" -ne 0 ]; then
        tail -n 80 "$log"
    fi
    note=$(closing_line "$log" || true)
    local took=$((SECONDS - begun))
    if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
        note="stopped after its limit of $limit s"
    fi
    if [ "$status" -eq 0 ]; then
        summary+=("$(printf 'ok      %-14s %5d s  %s' "$name" "$took" "$note")")
        return
    fi
    summary+=("$(printf 'FAILED  %-14s %5d s  %s' "$name" "$took" "$note")")
    finish "$name"
}

# build PRESET SECONDS [TARGET...]
build() {
    local preset=$1 limit=$2
    shift 2
    stage "configure-$preset" 300 quiet cmake --preset "$preset"
    stage "build-$preset" "$limit" quiet \
        cmake --build --preset "$preset" -j "$jobs" ${1:+--target "$@"}
}

# outside FOLDER PRESET SECONDS [PYTEST ARGUMENT...]: tests that know only the program.
outside() {
    local folder=$1 preset=$2 limit=$3
    shift 3
    stage "$folder-$preset" "$limit" shown env \
        GATE64_BIN="$PWD/build/$preset/bin" GATE64_DNS64D="$PWD/build/$preset/bin/dns64d" \
        /usr/bin/python3 -B -m pytest "tests/$folder" "$@"
}

tsan_targets() {
    local unit
    for unit in "${tsan_units[@]}"; do
        if compgen -G "tests/unit/$unit/*.cc" >/dev/null; then
            echo "unit_$unit"
        fi
    done
}

fuzz_targets() {
    local source
    for source in tests/fuzz/*_fuzz.cc; do
        echo "fuzz_$(basename "$source" _fuzz.cc)"
    done
}

run_dev() {
    build dev 3000
    stage ctest-dev 900 shown ctest --preset dev -j "$jobs" -LE 'blackbox|differential' \
        --no-tests=error
    outside blackbox dev 1500
    [ "$mode" = quick ] || outside differential dev 900
}

# The first run gets kernels and builds modules. What operators run, since sanitizers under
# emulation take minutes for what takes seconds.
run_lab() {
    build release 1800 dns64d nat64ctl
    stage version 10 shown build/release/bin/dns64d --version
    local kernel
    for kernel in "${kernels[@]}"; do
        stage "lab-$kernel" 2700 shown tests/lab/run.sh --kernel "$kernel" --preset release \
            --timeout 2200
    done
}

run_tsan() {
    local units
    mapfile -t units < <(tsan_targets)
    build tsan 1800 dns64d "${units[@]}"
    stage ctest-tsan 600 shown ctest --preset tsan -j "$jobs" --no-tests=error \
        -R "^($(IFS='|' && echo "${units[*]}"))\$"
    # nat64ctl and the scripts share nothing between threads.
    local daemon=(--ignore=tests/blackbox/nat64ctl --ignore=tests/blackbox/scripts)
    if [ "$mode" = full ]; then
        outside blackbox tsan 3600 "${daemon[@]}"
    else
        outside blackbox tsan 1500 "${daemon[@]}" -m "not slow"
    fi
}

stage setup 900 shown scripts/dev-setup.sh
run_dev
[ "$mode" != quick ] || finish
run_lab
run_tsan
if [ "$mode" = full ]; then
    stage clang-tidy 3600 shown scripts/clang-tidy.sh --all
    export FUZZ_SECONDS=${FUZZ_SECONDS:-600} FUZZ_SEED=0
else
    stage clang-tidy 1500 shown scripts/clang-tidy.sh "${base[@]}"
    export FUZZ_SECONDS=${FUZZ_SECONDS:-60}
fi
mapfile -t fuzzers < <(fuzz_targets)
build fuzz 1800 "${fuzzers[@]}"
stage fuzz $((FUZZ_SECONDS * ${#fuzzers[@]} + 600)) shown tests/fuzz/run.sh build/fuzz/bin
finish
