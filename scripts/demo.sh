#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs, builds, and shows the main job: DNS64 asked with dig, then the whole gateway in a
# virtual machine with the real translator, from an IPv6-only client to an IPv4-only host and back.
# Stops everything it started.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d "${TMPDIR:-/tmp}/gate64-build.XXXXXX")
trap 'rm -rf "$work"' EXIT

step() {
    printf '\n== %s\n' "$*"
}

fail() {
    echo "demo: $1" >&2
    tail -n 40 "$work"/*.log >&2
    exit 1
}

build() {
    step "install what a build and this demo need"
    scripts/dev-setup.sh --lab
    step "build (release; a few minutes the first time)"
    cmake --preset release -DBUILD_TESTING=OFF >"$work/configure.log" || fail "configuring failed"
    local targets=(--target dns64d nat64ctl)
    if [ -t 1 ]; then
        cmake --build --preset release "${targets[@]}" # one line that counts
    else
        cmake --build --preset release "${targets[@]}" >"$work/build.log" || fail "building failed"
    fi
    build/release/bin/dns64d --version
}

# The machine's own kernel needs no module and is not touched: everything happens in a guest that
# sees this machine's files read-only. Only root may show them to it.
show_gateway() {
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    step "the whole gateway, in a virtual machine with Debian's kernel and Jool (made once)"
    "${as_root[@]}" tests/lab/run.sh --preset release scripts/demo/gateway.py
}

build
scripts/demo/dns64.sh
show_gateway
step "everything is stopped; it worked"
