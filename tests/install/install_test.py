#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs the build into an empty folder, as a package would, and looks at what is there."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BUILD = os.environ["GATE64_BUILD_DIR"]
CMAKE = os.environ.get("GATE64_CMAKE", "cmake")
PREFIX = "/usr"
UNITS = {"dns64d": "dns64d", "gate64-nat64": "nat64ctl", "gate64-nat64-metrics": "nat64ctl"}


def install(destination):
    run = subprocess.run([CMAKE, "--install", BUILD, "--prefix", PREFIX], text=True,
                         env=dict(os.environ, DESTDIR=str(destination)),
                         capture_output=True, check=False)
    if run.returncode != 0:
        raise AssertionError(run.stdout + run.stderr)


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(holder.cleanup)
        cls.root = pathlib.Path(holder.name)
        install(cls.root)
        cls.units = cls.root / "usr/lib/systemd/system"

    def test_everything_is_in_place(self):
        wanted = [
            "usr/sbin/dns64d",
            "usr/sbin/nat64ctl",
            "etc/gate64/gate64.toml",
            *(f"usr/lib/systemd/system/{unit}.service" for unit in UNITS),
            "usr/lib/sysusers.d/gate64.conf",
            "usr/share/man/man8/dns64d.8",
            "usr/share/doc/gate64/README.md",
            "usr/share/doc/gate64/LICENSE",
            "usr/share/doc/gate64/examples/gate64.toml",
            "usr/share/doc/gate64/examples/radvd.conf",
            "usr/share/doc/gate64/examples/keepalived.conf",
            "usr/share/doc/gate64/examples/sysctl.d/60-gate64.conf",
        ]
        missing = [path for path in wanted if not (self.root / path).is_file()]
        self.assertEqual([], missing)

    def test_nothing_lands_elsewhere(self):
        tops = {str(p.relative_to(self.root).parts[0]) for p in self.root.rglob("*")}
        self.assertEqual({"etc", "usr"}, tops)

    def test_program_runs_and_accepts_the_configuration(self):
        program = str(self.root / "usr/sbin/dns64d")
        config = str(self.root / "etc/gate64/gate64.toml")
        version = subprocess.run([program, "--version"], text=True, capture_output=True,
                                 check=False)
        self.assertEqual(0, version.returncode, version.stderr)
        self.assertIn("dns64d", version.stdout)
        check = subprocess.run([program, "--check", "--config", config], text=True,
                               capture_output=True, check=False)
        self.assertEqual(0, check.returncode, check.stdout + check.stderr)

    def test_an_edited_configuration_is_kept(self):
        config = self.root / "etc/gate64/gate64.toml"
        pristine = config.read_text()
        self.addCleanup(config.write_text, pristine)
        config.write_text("# mine\n")
        install(self.root)
        self.assertEqual("# mine\n", config.read_text())

    def test_units_name_installed_paths(self):
        for unit, program in UNITS.items():
            text = (self.units / f"{unit}.service").read_text()
            self.assertNotIn("@GATE64", text)
            self.assertRegex(text, rf"(?m)^ExecStart=/usr/sbin/{program} .*"
                                   r"--config /etc/gate64/gate64\.toml$")

    def test_restarting_the_translator_ends_no_session(self):
        text = (self.units / "gate64-nat64.service").read_text()
        self.assertNotIn("\nExecStop", text)
        self.assertIn("\nConflicts=jool.service\n", text)

    def test_dns64d_needs_no_translator(self):
        lines = (self.units / "dns64d.service").read_text().splitlines()
        naming = {line.split("=")[0] for line in lines if "gate64-nat64.service" in line}
        self.assertEqual({"After"}, naming)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_units_are_valid(self):
        # The paths in a unit follow the configured prefix; here they must exist to be verified.
        copies = self.root / "copies"
        copies.mkdir()
        self.addCleanup(shutil.rmtree, copies)
        for unit in UNITS:
            text = (self.units / f"{unit}.service").read_text()
            (copies / f"{unit}.service").write_text(
                text.replace("=/usr/sbin/", f"={self.root}/usr/sbin/"))
        for unit in UNITS:
            run = subprocess.run(["systemd-analyze", "verify", "--man=no",
                                  str(copies / f"{unit}.service")], text=True,
                                 capture_output=True, check=False)
            complaints = [line for line in run.stderr.splitlines() if f"{unit}.service" in line]
            self.assertEqual([], complaints)
            self.assertEqual(0, run.returncode, run.stderr)


if __name__ == "__main__":
    unittest.main()
