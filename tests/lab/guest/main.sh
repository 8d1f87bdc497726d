#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Process 1 of the virtual machine: sets the system up, runs the job, hands its exit code to the
# host and switches the machine off. The job's output goes to the second serial line, the kernel's
# messages to the first.
set -a
. /etc/gate64-lab-job
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
HOME=/root LC_ALL=C.UTF-8 NO_COLOR=1 PYTHONDONTWRITEBYTECODE=1
PYTHONPATH=$LAB_ROOT/tests/lab
set +a

mount -t tmpfs run /run
mkdir -p /dev/pts /dev/shm /run/lock
mount -t devpts devpts /dev/pts
mount -t tmpfs shm /dev/shm
mount -t 9p -o trans=virtio,version=9p2000.L,cache=none,msize=524288 results "$LAB_RESULTS"
mkdir -p "/lib/modules/$LAB_KERNEL"
mount --bind "$LAB_MODULES" "/lib/modules/$LAB_KERNEL"
ip link set lo up
# More random bits than this and the address sanitizer of older compilers finds no room.
sysctl -q -w vm.mmap_rnd_bits=28
dmesg -n 6

stty -F /dev/ttyS1 raw -echo
cd "$LAB_ROOT" || exit
# Through a pipe, so that programs do not take the line for a terminal.
{
    sh -c "$LAB_COMMAND"
    echo $? >"$LAB_RESULTS/exit_code"
} </dev/null 2>&1 | cat >/dev/ttyS1
dmesg >"$LAB_RESULTS/dmesg.log"
umount "$LAB_RESULTS"
echo o >/proc/sysrq-trigger
sleep 60
