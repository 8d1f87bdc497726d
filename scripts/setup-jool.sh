#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts Jool's kernel module on a Debian 12 or 13 box: packages and a DKMS build for the running
# kernel. Loads nothing and configures nothing; that is `nat64ctl up`.
set -euo pipefail

usage() {
    cat <<END
usage: scripts/setup-jool.sh [--with-tools] [--dry-run]

Installs Jool's NAT64 module for the running kernel, built by DKMS. Then: nat64ctl up
  --with-tools  the reference command \`jool\` as well (package jool-tools)
  --dry-run     print what would be done, change nothing

Environment: GATE64_ROOT, another root folder whose facts are read, for tests; implies --dry-run.
Exit codes: 0 done, 1 failed, 2 usage or a kernel Jool cannot be built for, 5 not root.
END
}

die() {
    echo "setup-jool: $1" >&2
    exit "${2:-1}"
}

warn() {
    echo "setup-jool: warning: $1" >&2
}

root=${GATE64_ROOT:-}
dry_run=no
[ -z "$root" ] || dry_run=yes
with_tools=no
for argument in "$@"; do
    case $argument in
        --with-tools) with_tools=yes ;;
        --dry-run) dry_run=yes ;;
        -h | --help) usage && exit 0 ;;
        *) usage >&2 && die "unknown argument $argument" 2 ;;
    esac
done

kernel=$(cat "$root/proc/sys/kernel/osrelease")

package_field() {
    dpkg-query --admindir="$root/var/lib/dpkg" -W -f "\${$1}" "$2" 2>/dev/null || true
}

is_installed() {
    [ "$(package_field db:Status-Status "$1")" = installed ]
}

# The version of jool-dkms that is installed or would be, without Debian's part.
jool_version() {
    local version
    version=$(package_field Version jool-dkms)
    if [ -z "$version" ] && [ -z "$root" ]; then
        version=$(apt-cache policy jool-dkms | sed -n 's/^  Candidate: //p')
    fi
    [ "$version" = "(none)" ] || echo "${version%%-*}"
}

# The newest kernel each release builds on, from Jool's changelog and Debian's bugs.
newest_kernel_for() {
    case $1 in
        4.1.8) echo 5.16 ;;
        4.1.9) echo 6.1 ;;
        4.1.10) echo 6.3 ;;
        4.1.11) echo 6.7 ;;
        4.1.12) echo 6.10 ;;
        # Says 6.11; Debian 13 ships and builds it with 6.12.
        4.1.13) echo 6.12 ;;
        4.1.14) echo 6.15 ;;
        4.1.15) echo 6.18 ;;
    esac
}

check_system() {
    local id=unknown version=
    if [ -r "$root/etc/os-release" ]; then
        id=$(sed -n 's/^ID=//p' "$root/etc/os-release" | tr -d '"')
        version=$(sed -n 's/^VERSION_ID=//p' "$root/etc/os-release" | tr -d '"')
    fi
    case $id:$version in
        debian:12 | debian:13) ;;
        *) die "made for Debian 12 and 13, this is $id $version; see https://nicmx.github.io/Jool
  for building the module by hand, then: nat64ctl up" ;;
    esac
    # Where modules are off there is no such file at all.
    [ -e "$root/proc/modules" ] ||
        die "the running kernel ($kernel) loads no modules; boot a stock Debian kernel"
}

check_kernel_fit() {
    local jool newest running
    jool=$(jool_version)
    if [ -z "$jool" ]; then
        # What apt knows about another root is not asked.
        [ -z "$root" ] || return 0
        die "apt knows no package jool-dkms; run apt-get update, and have component main enabled"
    fi
    newest=$(newest_kernel_for "$jool")
    if [ -z "$newest" ]; then
        warn "Jool $jool is newer than this script; whether it builds on $kernel is not known"
        return
    fi
    running=$(echo "$kernel" | grep -oE '^[0-9]+\.[0-9]+')
    if [ "$(printf '%s\n%s\n' "$running" "$newest" | sort -V | tail -n 1)" != "$newest" ]; then
        die "Jool $jool builds on kernels up to $newest, this one is $kernel
  boot the stock kernel of your Debian release (package linux-image-amd64), or install a newer
  jool-dkms from the next release" 2
    fi
}

# The fifth byte of the variable is 1 when only signed modules may be loaded.
secure_boot_is_on() {
    local variable
    for variable in "$root"/sys/firmware/efi/efivars/SecureBoot-*; do
        [ -r "$variable" ] || continue
        [ "$(od -An -t u1 -j 4 -N 1 "$variable" | tr -d ' ')" = 1 ] && return 0
    done
    return 1
}

check_secure_boot() {
    secure_boot_is_on || return 0
    warn "Secure Boot is on: the kernel refuses a module that no enrolled key has signed
  DKMS signs with its own key (/var/lib/dkms/mok.pub); enrol it once:
    mokutil --import /var/lib/dkms/mok.pub
  choose a password, reboot, and confirm it in the screen that comes up before the kernel"
}

check_other_service() {
    local wanted=$root/etc/systemd/system/multi-user.target.wants/jool.service
    [ -L "$wanted" ] && [ -e "$root/etc/jool/jool.conf" ] || return 0
    warn "jool.service is enabled and would configure the module too; keep one of the two:
    systemctl disable jool.service"
}

module_is_built() {
    local found
    found=$(find "$root/lib/modules/$kernel/" -name 'jool.ko*' 2>/dev/null | head -n 1)
    [ -n "$found" ]
}

check_system
check_kernel_fit
check_secure_boot
check_other_service

wanted=("linux-headers-$kernel" dkms jool-dkms)
[ "$with_tools" = no ] || wanted+=(jool-tools)
missing=()
for package in "${wanted[@]}"; do
    is_installed "$package" || missing+=("$package")
done

steps=()
[ ${#missing[@]} -eq 0 ] ||
    steps+=("apt-get update" "apt-get install --no-install-recommends ${missing[*]}")
module_is_built || steps+=("dkms autoinstall -k $kernel")
if [ ${#steps[@]} -eq 0 ]; then
    echo "setup-jool: Jool is on the box for $kernel, nothing to do; next: nat64ctl up"
    exit 0
fi

if [ "$dry_run" = yes ]; then
    echo "setup-jool would run, as root:"
    printf '  %s\n' "${steps[@]}"
    exit 0
fi
[ "$(id -u)" -eq 0 ] || die "needs root; try: sudo scripts/setup-jool.sh" 5

if [ ${#missing[@]} -gt 0 ]; then
    apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0)
    "${apt[@]}" update </dev/null || die "apt-get update failed; see its words above"
    # The index may have become newer.
    check_kernel_fit
    "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null ||
        die "apt-get install failed; see its words above. No linux-headers-$kernel? Then a newer
  kernel was published: apt-get install linux-image-amd64, reboot, and run this again"
fi
module_is_built || dkms autoinstall -k "$kernel" ||
    die "DKMS could not build Jool for $kernel; see /var/lib/dkms/jool*/*/build/make.log"
module_is_built || die "DKMS ended well, but there is no jool.ko below /lib/modules/$kernel"
echo "setup-jool: Jool is on the box for $kernel; next: nat64ctl up"
