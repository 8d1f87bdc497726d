#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# How many instructions dns64d spends on a cached answer from the question's octets to the answer's,
# beside the kernel. Counted by callgrind, so no noise of the machine touches it.
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

answers=10000
profile_file=$(mktemp)
log=$(mktemp)
trap 'rm -f "$profile_file" "$log"' EXIT
# Only what is below the function that asks is counted: no start-up, no warming.
valgrind --tool=callgrind --callgrind-out-file="$profile_file" \
    --toggle-collect='gate64::bench::HotShard::ask()' "$program" "$answers" >"$log" 2>&1 || {
    cat "$log" >&2
    exit 1
}
awk -v answers="$answers" '$1 == "summary:" || $1 == "totals:" {
    printf "%.1f instructions a cached answer\n", $2 / answers; exit }' "$profile_file"
[ "$profile" = yes ] || exit 0

# annotate HEADLINE WHOLE [OPTION...]: what callgrind says, an answer. Inlined lines are listed by
# their files: WHOLE 1 takes a function's largest number, 0 adds them up.
annotate() {
    printf '\n%s\n' "$1"
    local whole=$2
    shift 2
    callgrind_annotate --auto=no "$@" "$profile_file" |
        awk -v answers="$answers" -v whole="$whole" '
        /^ *[0-9,]+ \( *[0-9.]+%\) .*:/ {
            count = $1; gsub(",", "", count); count += 0
            sub(/ \[[^]]*\]$/, ""); sub(/^ *[0-9,]+ \( *[0-9.]+%\) +[^:]*:/, "")
            if (whole) { if (count > sum[$0]) sum[$0] = count } else sum[$0] += count }
        END { for (name in sum)
            printf "%8.1f  %s\n", sum[name] / answers, substr(name, 1, 110) }' |
        sort -rn | sed -n 1,25p
}
annotate "in the function and what it calls:" 1 --inclusive=yes
annotate "in the function itself:" 0
