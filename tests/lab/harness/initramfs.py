# SPDX-License-Identifier: Apache-2.0
"""The first root file system: busybox, and the modules needed to see this machine's files."""

import lzma
import pathlib
import shlex
import shutil
import subprocess

from .failure import LabError, run

HERE = pathlib.Path(__file__).resolve().parent
INIT = HERE.parent / "guest" / "init"
BOOT_MODULES = ("virtio_pci", "9pnet_virtio", "9p", "overlay")


def build(folder, prepared, job):
    """Writes `folder`/initramfs and returns its path.

    job  what the guest runs: shell variables that its scripts read
    """
    tree = folder / "initramfs.d"
    (tree / "modules").mkdir(parents=True)
    (tree / "bin").mkdir()
    shutil.copy(_busybox(), tree / "bin/busybox")
    shutil.copy(INIT, tree / "init")
    (tree / "job").write_text("".join(f"{name}={shlex.quote(str(value))}\n"
                                      for name, value in job.items()))
    for number, path in enumerate(_load_order(prepared)):
        _add_module(path, tree / "modules", number)
    archive = folder / "initramfs"
    names = [str(path.relative_to(tree)) for path in sorted(tree.rglob("*"))]
    with open(archive, "wb") as output:
        subprocess.run(["cpio", "--quiet", "-o", "-H", "newc"], input="\n".join(names).encode(),
                       stdout=output, cwd=tree, check=True)
    shutil.rmtree(tree)
    return archive


def _busybox():
    path = pathlib.Path("/bin/busybox")
    if not path.exists():
        raise LabError("busybox-static is not installed; run scripts/dev-setup.sh --lab")
    return path


def _load_order(prepared):
    modules = pathlib.Path(prepared.modules)
    base = modules.parents[2]
    order = []
    for name in BOOT_MODULES:
        for line in run(["modprobe", "-d", base, "-S", prepared.kernel, "--show-depends",
                         name]).splitlines():
            verb, path = line.split()[:2]
            if verb == "insmod" and path not in order:
                order.append(path)
    return [pathlib.Path(path) for path in order]


def _add_module(path, folder, number):
    """Busybox loads plain modules only, so a compressed one is unpacked here."""
    data = path.read_bytes()
    if path.suffix == ".xz":
        data = lzma.decompress(data)
    elif path.suffix != ".ko":
        raise LabError(f"{path.name}: a compression that the lab does not know")
    (folder / f"{number:02}-{path.name.split('.')[0]}.ko").write_bytes(data)
