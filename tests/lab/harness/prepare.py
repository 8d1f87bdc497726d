# SPDX-License-Identifier: Apache-2.0
"""Gets a target's kernel and builds Jool's modules for it, once; everything lands in the cache."""

import fcntl
import json
import pathlib
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from .failure import LabError
from .root import Root, add_suite, find_root

KERNEL_PACKAGE = "linux-image-amd64"


@dataclass(frozen=True)
class Prepared:
    """A target that is ready to boot. Paths are of this machine.

    kernel     the running kernel's name for itself, as `uname -r`
    modules    its folder of modules, Jool's among them
    reference  the command line that runs the reference `jool` command
    """

    kernel: str
    jool: str
    image: str
    modules: str
    reference: tuple


@contextmanager
def _locked(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(target, cache):
    """A Prepared target; builds what the cache lacks or has of older versions."""
    with _locked(cache / f"{target.suite}.lock"):
        root = find_root(target.suite, cache)
        inside = pathlib.PurePath(cache if root.is_host else "/lab") / target.name
        record = root.outside(inside) / "prepared.json"
        versions = _look_up(root, target)
        if record.exists():
            known = json.loads(record.read_text())
            if versions is None or known["versions"] == list(versions):
                return Prepared(**known["prepared"])
        versions = _look_up_anew(root, target)
        shutil.rmtree(root.outside(inside), ignore_errors=True)
        prepared = _build(root, inside, *versions)
        record.write_text(json.dumps({"versions": versions, "prepared": asdict(prepared)}))
        return prepared


def _look_up_anew(root, target):
    if target.jool_suite != target.suite:
        add_suite(root, target.jool_suite)
    root.update()
    versions = _look_up(root, target)
    if versions is None:
        where = "here" if root.is_host else f"in {root.folder}"
        raise LabError(f"{target.name}: the package mirror has no {KERNEL_PACKAGE} of "
                       f"{target.suite} with a jool-dkms {target.jool} of {target.jool_suite}; "
                       f"see `apt-cache policy jool-dkms` {where}")
    return versions


def _look_up(root, target):
    """(name of the kernel's package, its version, Jool's version) as the indexes name them now."""
    kernel = root.version_of(KERNEL_PACKAGE, target.suite)
    jool = root.version_of("jool-dkms", target.jool_suite)
    if not kernel or jool.split("-")[0].split("+")[0] != target.jool:
        return None
    depends = root.run(["apt-cache", "show", f"{KERNEL_PACKAGE}={kernel}"])
    for line in depends.splitlines():
        if line.startswith("Depends: linux-image-"):
            return line.split()[1].rstrip(","), kernel, jool
    return None


def _build(root, folder, package, kernel_version, jool_version):
    kernel = package.removeprefix("linux-image-")
    print(f"lab: getting Linux {kernel} and Jool {jool_version} (once)", flush=True)
    root.unpack(package, kernel_version, f"{folder}/image")
    root.unpack("jool-dkms", jool_version, f"{folder}/jool")
    root.unpack("jool-tools", jool_version, f"{folder}/tools")
    root.install(f"linux-headers-{kernel}={kernel_version}", "make", "gcc", "binutils")
    print("lab: building Jool's modules (once, about a minute)", flush=True)
    modules = _build_modules(root, folder, kernel)
    image = root.outside(folder) / "image" / "boot" / f"vmlinuz-{kernel}"
    return Prepared(kernel=kernel, jool=jool_version.split("-")[0], image=str(image),
                    modules=str(root.outside(modules)),
                    reference=tuple(root.words([f"{folder}/tools/usr/bin/jool"])))


def _build_modules(root, folder, kernel):
    """Returns the folder of modules, as seen inside the root, with Jool's in its `extra`."""
    sources = list(root.outside(f"{folder}/jool/usr/src").iterdir())
    if len(sources) != 1:
        raise LabError(f"jool-dkms holds {len(sources)} source folders, one was expected")
    source = f"{folder}/jool/usr/src/{sources[0].name}/src/mod"
    make = ["make", "-s", "-C", f"/lib/modules/{kernel}/build", "modules"]
    root.run([*make, f"M={source}/common"])
    root.run([*make, f"M={source}/nat64",
              f"KBUILD_EXTRA_SYMBOLS={source}/common/Module.symvers"])

    base = f"{folder}/image"
    if not root.outside(f"{base}/lib/modules").is_dir():
        base += "/usr"
    modules = f"{base}/lib/modules/{kernel}"
    extra = root.outside(f"{modules}/extra")
    extra.mkdir()
    for name in ("common/jool_common.ko", "nat64/jool.ko"):
        root.run(["strip", "--strip-debug", f"{source}/{name}"])
        shutil.copy(root.outside(f"{source}/{name}"), extra)
    Root("/").run(["depmod", "-b", str(root.outside(base)), kernel])
    shutil.rmtree(root.outside(f"{folder}/jool"))
    return modules
