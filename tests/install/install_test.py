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
        cls.unit = cls.root / "usr/lib/systemd/system/dns64d.service"

    def test_everything_is_in_place(self):
        wanted = [
            "usr/sbin/dns64d",
            "etc/gate64/gate64.toml",
            "usr/lib/systemd/system/dns64d.service",
            "usr/lib/sysusers.d/gate64.conf",
            "usr/share/man/man8/dns64d.8",
            "usr/share/doc/gate64/README.md",
            "usr/share/doc/gate64/LICENSE",
            "usr/share/doc/gate64/examples/gate64.toml",
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

    def test_unit_names_installed_paths(self):
        text = self.unit.read_text()
        self.assertNotIn("@GATE64", text)
        self.assertIn("=/usr/sbin/dns64d --config /etc/gate64/gate64.toml", text)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_unit_is_valid(self):
        # The path in the unit follows the configured prefix; here it must exist to be verified.
        copy = self.root / "dns64d.service"
        self.addCleanup(copy.unlink)
        lines = self.unit.read_text().splitlines()
        program = self.root / "usr/sbin/dns64d"
        copy.write_text("\n".join(
            f"ExecStart={program}" if line.startswith("ExecStart=") else line
            for line in lines) + "\n")
        run = subprocess.run(["systemd-analyze", "verify", "--man=no", str(copy)], text=True,
                             capture_output=True, check=False)
        complaints = [line for line in run.stderr.splitlines() if "dns64d.service" in line]
        self.assertEqual([], complaints)
        self.assertEqual(0, run.returncode, run.stderr)


if __name__ == "__main__":
    unittest.main()
