# SPDX-License-Identifier: Apache-2.0
"""scripts/setup-jool.sh on made-up boxes: what it would do, what it refuses and warns about."""

import os
import pathlib
import subprocess

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "scripts/setup-jool.sh"
STOCK_12 = "6.1.0-56-amd64"
STOCK_13 = "6.12.117+deb13-amd64"
SECURE_BOOT = "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"


class Box:
    """The facts the script reads, below a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.write("var/lib/dpkg/status", "")

    def write(self, path, content):
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            target.write_bytes(content)
        else:
            target.write_text(content)

    def system(self, *, debian="12", kernel=STOCK_12, modules=True):
        self.write("etc/os-release", f'ID=debian\nVERSION_ID="{debian}"\n')
        self.write("proc/sys/kernel/osrelease", kernel + "\n")
        if modules:
            self.write("proc/modules", "")

    def install(self, **packages):
        """Package names with underscores for dashes; `headers` is the running kernel's."""
        self.write("var/lib/dpkg/status", "".join(
            f"Package: {name.replace('_', '-')}\nStatus: install ok installed\n"
            f"Architecture: all\nMaintainer: nobody\nDescription: none\nVersion: {version}\n\n"
            for name, version in packages.items()))

    def install_all(self, kernel, jool):
        self.install(**{f"linux-headers-{kernel}": "1", "dkms": "3", "jool_dkms": jool})

    def built(self, kernel):
        self.write(f"lib/modules/{kernel}/updates/dkms/jool.ko", "")

    def run(self, *arguments):
        return subprocess.run(["bash", str(SCRIPT), *arguments], capture_output=True, text=True,
                              env=dict(os.environ, GATE64_ROOT=str(self.folder)), timeout=30,
                              stdin=subprocess.DEVNULL, check=False)


@pytest.fixture(name="box")
def box_fixture(tmp_path):
    box = Box(tmp_path)
    box.system()
    return box


def test_help_and_usage(box):
    shown = box.run("--help")
    assert shown.returncode == 0 and shown.stdout.startswith("usage: scripts/setup-jool.sh")
    wrong = box.run("--frobnicate")
    assert wrong.returncode == 2 and "unknown argument --frobnicate" in wrong.stderr


def test_bare_box_gets_packages_and_a_build(box):
    shown = box.run("--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert f"install --no-install-recommends linux-headers-{STOCK_12} dkms jool-dkms\n" in \
        shown.stdout
    assert f"dkms autoinstall -k {STOCK_12}\n" in shown.stdout
    assert "jool-tools" not in shown.stdout
    assert shown.stderr == ""


def test_tools_on_request(box):
    assert "jool-dkms jool-tools\n" in box.run("--dry-run", "--with-tools").stdout


def test_another_root_is_never_changed(box):
    """Without --dry-run, too."""
    assert box.run().stdout.startswith("setup-jool would run")


def test_finished_box_needs_nothing(box):
    box.install_all(STOCK_12, "4.1.9-1")
    box.built(STOCK_12)
    shown = box.run("--dry-run")
    assert shown.returncode == 0 and "nothing to do; next: nat64ctl up" in shown.stdout


def test_module_of_another_kernel_does_not_count(box):
    box.install_all(STOCK_12, "4.1.9-1")
    box.built("6.1.0-10-amd64")
    shown = box.run("--dry-run")
    assert "apt-get" not in shown.stdout and f"dkms autoinstall -k {STOCK_12}" in shown.stdout


@pytest.mark.parametrize(("kernel", "jool", "fits"), [
    (STOCK_12, "4.1.9-1", True),
    ("6.2.0-1-amd64", "4.1.9-1", False),
    ("6.12.9+bpo-amd64", "4.1.9-1", False),
    ("6.10.1", "4.1.9-1", False),
    (STOCK_13, "4.1.13-1.1", True),
    ("6.13.0-amd64", "4.1.13-1.1", False),
    ("6.18.44", "4.1.15-1", True),
    ("7.2.0", "4.1.15-1", False),
])
def test_kernel_fit(box, kernel, jool, fits):
    box.system(kernel=kernel)
    box.install(jool_dkms=jool)
    shown = box.run("--dry-run")
    if fits:
        assert shown.returncode == 0, shown.stderr
    else:
        assert shown.returncode == 2
        assert f"this one is {kernel}" in shown.stderr and "linux-image-amd64" in shown.stderr


def test_unknown_jool_is_said_to_be_unknown(box):
    box.install(jool_dkms="4.3.0-1")
    shown = box.run("--dry-run")
    assert shown.returncode == 0 and "is not known" in shown.stderr


def test_other_systems_are_refused(box):
    box.system(debian="11")
    old = box.run("--dry-run")
    assert old.returncode == 1 and "this is debian 11" in old.stderr
    box.write("etc/os-release", "ID=alpine\n")
    assert "this is alpine" in box.run("--dry-run").stderr


def test_kernel_without_modules_is_refused(tmp_path):
    box = Box(tmp_path)
    box.system(modules=False)
    shown = box.run("--dry-run")
    assert shown.returncode == 1 and "loads no modules" in shown.stderr


@pytest.mark.parametrize(("value", "warned"), [(1, True), (0, False)])
def test_secure_boot(box, value, warned):
    box.write(f"sys/firmware/efi/efivars/{SECURE_BOOT}", bytes([6, 0, 0, 0, value]))
    shown = box.run("--dry-run")
    assert shown.returncode == 0
    assert ("mokutil --import" in shown.stderr) == warned


def test_other_service_is_warned_about(box):
    link = box.folder / "etc/systemd/system/multi-user.target.wants/jool.service"
    link.parent.mkdir(parents=True)
    link.symlink_to("/lib/systemd/system/jool.service")
    assert "jool.service" not in box.run("--dry-run").stderr
    box.write("etc/jool/jool.conf", "{}")
    assert "systemctl disable jool.service" in box.run("--dry-run").stderr
