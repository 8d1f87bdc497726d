# SPDX-License-Identifier: Apache-2.0
"""The virtual machine itself: qemu without hardware help, the host's files read-only inside."""

import subprocess

from . import initramfs
from .failure import LabError

# One emulation thread: with one a processor, a kernel that patches its own code while another
# processor runs it panics at start now and then.
ACCELERATOR = "tcg,thread=single"
MEMORY_MIB = 2048
KERNEL_ARGUMENTS = "console=ttyS0 quiet panic=-1 oops=panic mitigations=off"


def boot(prepared, folder, job, limit_s):
    """Boots, runs the job, and returns its exit code; its output goes to our stdout as it comes.

    folder  the guest may write here; `console.log` and `dmesg.log` remain there
    """
    share = "local,security_model=none,multidevs=remap"
    words = ["qemu-system-x86_64", "-accel", ACCELERATOR, "-cpu", "max", "-smp", "2",
             "-m", str(MEMORY_MIB), "-display", "none", "-monitor", "none", "-no-reboot",
             "-nic", "none", "-serial", f"file:{folder / 'console.log'}", "-serial", "stdio",
             "-kernel", prepared.image, "-initrd", str(initramfs.build(folder, prepared, job)),
             "-append", KERNEL_ARGUMENTS,
             "-virtfs", f"{share},path=/,mount_tag=hostroot,readonly=on",
             "-virtfs", f"{share},path={folder},mount_tag=results"]
    machine = subprocess.Popen(words, stdin=subprocess.DEVNULL)
    try:
        machine.wait(limit_s)
    except subprocess.TimeoutExpired:
        raise LabError(f"no end after {limit_s} s; the machine was stopped") from None
    finally:
        if machine.poll() is None:
            machine.kill()
            machine.wait()
    try:
        return int((folder / "exit_code").read_text())
    except (FileNotFoundError, ValueError):
        raise LabError("the machine ended without a result; its console says why") from None
