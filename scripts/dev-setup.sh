#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what gate64 needs on Debian 12 or 13, with apt. Says what it will do first and does
# nothing when everything is there.
set -euo pipefail

build_packages=(
    g++ cmake ninja-build pkgconf git ca-certificates
    liburing-dev libldns-dev libtomlplusplus-dev libcli11-dev nlohmann-json3-dev
    libspdlog-dev libfmt-dev libmicrohttpd-dev libsystemd-dev libcap-dev
    libnl-3-dev libnl-genl-3-dev libnl-route-3-dev libnftables-dev libmnl-dev libkmod-dev
    libip4tc-dev libip6tc-dev
)
demo_packages=(nsd bind9-dnsutils curl python3)
test_packages=(
    clang-19 clang-format-19 clang-tidy-19 libclang-rt-19-dev ccache universal-ctags
    libgtest-dev libgmock-dev libbenchmark-dev
    unbound bind9 knot-dnsutils ldnsutils dnsperf openssl
    procps util-linux systemd valgrind
)
# The virtual machine of tests/lab, and what its scenarios run inside.
lab_packages=(
    qemu-system-x86 busybox-static cpio kmod debootstrap
    iproute2 iputils-ping iptables nftables jool-tools tcpdump
    python3-pytest python3-pytest-timeout python3-dnspython
)
# What the demo and the tests run themselves: name servers, which as system services would hold
# port 53, and the translator.
services=(nsd unbound named jool)

usage() {
    cat <<END
usage: scripts/dev-setup.sh [--build | --demo | --lab | --peers] [--list] [--dry-run]

Installs the packages gate64 is built and tested with.
  --build    only what a build needs
  --demo     only what scripts/demo.sh needs
  --lab      that, and what tests/lab/run.sh needs
  --peers    the servers that dns64-bench compare measures, newest releases, in a chroot
  --list     print the packages and stop
  --dry-run  print what would be done and stop
END
}

die() {
    echo "dev-setup: $1" >&2
    exit "${2:-1}"
}

is_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Keeps packages from starting their services while they are installed; the file is ours only if
# it was not there before.
policy=/usr/sbin/policy-rc.d
policy_is_ours=no

forbid_service_starts() {
    [ -e "$policy" ] && return
    policy_is_ours=yes
    printf '%s\n' '#!/bin/sh' '# For the time of one install, by gate64 scripts/dev-setup.sh.' \
        'exit 101' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
}

allow_service_starts() {
    [ "$policy_is_ours" = yes ] || return 0
    "${as_root[@]}" rm -f "$policy"
    policy_is_ours=no
}

# A name server that this run installed must not come up with the next boot either. One that was
# there before is left as it is.
keep_services_off() {
    command -v systemctl >/dev/null || return 0
    local service
    for service in "$@"; do
        "${as_root[@]}" systemctl disable --quiet "$service.service" 2>/dev/null || true
    done
}

package_of_service() {
    case $1 in
        named) echo bind9 ;;
        jool) echo jool-tools ;;
        *) echo "$1" ;;
    esac
}

demo=("${build_packages[@]}" "${demo_packages[@]}")
packages=("${demo[@]}" "${test_packages[@]}" "${lab_packages[@]}")
list=no
dry_run=no
peers=no
for argument in "$@"; do
    case $argument in
        --build) packages=("${build_packages[@]}") ;;
        --demo) packages=("${demo[@]}") ;;
        --lab) packages=("${demo[@]}" "${lab_packages[@]}") ;;
        --peers) peers=yes ;;
        --list) list=yes ;;
        --dry-run) dry_run=yes ;;
        -h | --help) usage && exit 0 ;;
        *) usage >&2 && die "unknown argument $argument" 2 ;;
    esac
done

if [ "$peers" = yes ]; then
    mode=()
    [ "$dry_run" = no ] || mode=(--dry-run)
    [ "$list" = no ] || mode=(--list)
    exec "$(dirname "${BASH_SOURCE[0]}")/lib/bench-peers.sh" "${mode[@]}"
fi
if [ "$list" = yes ]; then
    printf '%s\n' "${packages[@]}"
    exit 0
fi
command -v apt-get >/dev/null || die "no apt here; install these by hand: ${packages[*]}"

missing=()
for package in "${packages[@]}"; do
    is_installed "$package" || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    echo "dev-setup: all ${#packages[@]} packages are installed, nothing to do"
    exit 0
fi

new_services=()
for service in "${services[@]}"; do
    case " ${missing[*]} " in
        *" $(package_of_service "$service") "*) new_services+=("$service") ;;
    esac
done

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "needs root: run it as root, or install sudo" 5
    as_root=(sudo)
fi

echo "dev-setup will run, as root:"
echo "  apt-get update"
echo "  apt-get install --no-install-recommends ${missing[*]}"
if [ ${#new_services[@]} -gt 0 ]; then
    echo "and keep the services of these packages off: ${new_services[*]}"
fi
[ "$dry_run" = yes ] && exit 0

trap allow_service_starts EXIT
trap 'exit 130' INT TERM
[ ${#new_services[@]} -eq 0 ] || forbid_service_starts
# `env`, because sudo does not pass variables on.
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0)
"${apt[@]}" update </dev/null || die "apt-get update failed; see its words above"
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null ||
    die "apt-get install failed; see its words above (needs Debian 12 or 13, component main)"
allow_service_starts
keep_services_off "${new_services[@]}"
echo "dev-setup: installed ${#missing[@]} packages"
