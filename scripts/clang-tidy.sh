#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs clang-tidy on the C++ sources that changed, with the checks of .clang-tidy.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<END
usage: scripts/clang-tidy.sh [--all] [REF]

Checks the .cc files that differ from the merge base with REF (default: HEAD~10), a changed header
by the sources that include it; all of them with --all or when REF does not exist. Needs a
configured build of the tsan or fuzz preset.
END
}

all=no
ref=HEAD~10
for argument in "$@"; do
    case $argument in
        --all) all=yes ;;
        -h | --help) usage && exit 0 ;;
        -*) usage >&2 && exit 2 ;;
        *) ref=$argument ;;
    esac
done

build=
for preset in tsan fuzz; do
    if [ -f "build/$preset/compile_commands.json" ]; then
        build=build/$preset
        break
    fi
done
if [ -z "$build" ]; then
    echo "clang-tidy: no build to read; run: cmake --preset tsan" >&2
    exit 1
fi

# The sources of the build: the only ones clang-tidy knows the flags of.
known_sources() {
    sed -n "s|^ *\"file\": \"$PWD/\(.*\.cc\)\",\{0,1\}$|\1|p" "$build/compile_commands.json" |
        grep -v '^build/' | sort -u
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
if ! printf '%s\n' "$sources" | xargs -P "$(nproc)" -n 4 clang-tidy-19 -p "$build" --quiet; then
    echo "clang-tidy: findings in the above, among $count files"
    exit 1
fi
echo "clang-tidy: $count files, nothing found"
