#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How many instructions dns64d spends on a cached answer from the question's octets to the answer's,
# beside the kernel. Counted by callgrind, so no noise of the machine touches it: two runs that
# differ in nothing but the number of answers, and the difference divided by that number.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<END
usage: scripts/bench-instructions.sh [--profile] [BIN-FOLDER]

Prints the instructions one cached answer takes (default folder: build/release/bin).
  --profile  also the functions they go to
END
}

profile=no
bin=build/release/bin
for argument in "$@"; do
    case $argument in
        --profile) profile=yes ;;
        -h | --help) usage && exit 0 ;;
        -*) usage >&2 && exit 2 ;;
        *) bin=$argument ;;
    esac
done
program=$bin/dns64-cached-answer
[ -x "$program" ] || {
    echo "bench-instructions: no $program; cmake --build --preset release builds it" >&2
    exit 1
}
command -v valgrind >/dev/null || {
    echo "bench-instructions: valgrind is missing; scripts/dev-setup.sh installs it" >&2
    exit 1
}

few=10000 many=110000
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# count ANSWERS: all instructions of a run with that many answers.
count() {
    valgrind --tool=callgrind --callgrind-out-file="$folder/$1" "$program" "$1" \
        2>"$folder/log" || {
        cat "$folder/log" >&2
        exit 1
    }
    awk '$1 == "summary:" || $1 == "totals:" { print $2; exit }' "$folder/$1"
}

less=$(count "$few")
more=$(count "$many")
awk -v less="$less" -v more="$more" -v answers=$((many - few)) \
    'BEGIN { printf "%.1f instructions a cached answer\n", (more - less) / answers }'
if [ "$profile" = yes ]; then
    callgrind_annotate --show-percs=yes "$folder/$many" | sed -n '1,60p'
fi
