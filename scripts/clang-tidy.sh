#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs clang-tidy on the C++ sources that changed, with the checks of .clang-tidy.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<END
usage: scripts/clang-tidy.sh [--all] [-p BUILD] [REF]

Checks the .cc files of the programs that differ from the merge base with REF (default: HEAD~10),
a changed header by the sources that include it; all of them with --all or when REF does not exist.
Needs a configured build of the tsan or fuzz preset, or the folder of another clang build with -p.
END
}

all=no
ref=HEAD~10
build=
while [ $# -gt 0 ]; do
    case $1 in
        --all) all=yes ;;
        -p)
            build=${2:?-p needs a folder}
            shift
            ;;
        -h | --help) usage && exit 0 ;;
        -*) usage >&2 && exit 2 ;;
        *) ref=$1 ;;
    esac
    shift
done

for folder in build/tsan build/fuzz; do
    if [ -z "$build" ] && [ -f "$folder/compile_commands.json" ]; then
        build=$folder
    fi
done
if [ -z "$build" ]; then
    echo "clang-tidy: no build to read; run: cmake --preset tsan" >&2
    exit 1
fi

# The sources of the build: the only ones clang-tidy knows the flags of. Not the tests: what
# GoogleTest's macros become takes the analyzer ten times as long, and the sanitizers watch them.
known_sources() {
    sed -n "s|^ *\"file\": \"$PWD/\(.*\.cc\)\",\{0,1\}$|\1|p" "$build/compile_commands.json" |
        grep -E '^(shared|dns64d|nat64ctl|bench)/' | sort -u
}

# Changed sources, and for a changed header the sources that include it directly.
changed_sources() {
    local path
    git diff --name-only --diff-filter=d "$base" -- '*.cc' '*.h' | while read -r path; do
        case $path in
            *.cc) echo "$path" ;;
            *.h) git grep -lF "#include \"$path\"" -- '*.cc' || true ;;
        esac
    done | sort -u
}

sources=$(known_sources)
if [ "$all" = no ] && base=$(git merge-base HEAD "$ref" 2>/dev/null); then
    sources=$(comm -12 <(echo "$sources") <(changed_sources))
    echo "clang-tidy: what changed since $(git rev-parse --short "$base")"
fi
count=$(printf '%s' "$sources" | grep -c . || true)
if [ "$count" -eq 0 ]; then
    echo "clang-tidy: 0 files, nothing to check"
    exit 0
fi
if ! printf '%s\n' "$sources" | xargs -P "$(nproc)" -n 1 clang-tidy-19 -p "$build" --quiet; then
    echo "clang-tidy: findings in the above, among $count files"
    exit 1
fi
echo "clang-tidy: $count files, nothing found"
