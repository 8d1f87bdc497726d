#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The newest packaged releases of the servers that `dns64-bench compare` measures, in a chroot of
# their own (Debian unstable), so that nothing of the machine changes. dev-setup.sh --peers runs it.
# Again on an existing one: upgrades it.
set -euo pipefail

root=/var/lib/gate64-peers
suite=sid
mirror=${GATE64_DEBIAN_MIRROR:-} # default: what debootstrap takes
packages=(nsd unbound bind9 pdns-recursor dnsdist knot-resolver6)

die() {
    echo "dev-setup: $1" >&2
    exit "${2:-1}"
}

[ "${1:-}" != --list ] || {
    printf '%s\n' "${packages[@]}"
    exit 0
}
echo "dev-setup --peers will, as root, in the chroot $root:"
echo "  debootstrap --variant=minbase $suite (unless it is there), about 1 GB with the packages"
echo "  apt-get install ${packages[*]}"
[ "${1:-}" != --dry-run ] || exit 0
[ "$(id -u)" -eq 0 ] || die "--peers needs root" 5
command -v debootstrap >/dev/null || die "debootstrap is missing; run scripts/dev-setup.sh first"

# The stamp tells a whole one from one that was interrupted.
stamp=$root/etc/gate64-peers
if [ ! -e "$stamp" ]; then
    [ ! -e "$root" ] || die "$root is there but not whole; remove it and try again"
    debootstrap --variant=minbase "$suite" "$root" ${mirror:+"$mirror"} ||
        die "debootstrap failed, see above"
    # Nothing starts in there by itself.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
    touch "$stamp"
fi
inside=(chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0)
"${inside[@]}" update </dev/null || die "apt-get update failed in $root"
"${inside[@]}" install --no-install-recommends "${packages[@]}" </dev/null ||
    die "apt-get install failed in $root"
echo "dev-setup: the peers are in $root"
