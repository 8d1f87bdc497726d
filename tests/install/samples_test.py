#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The samples for the tools around gate64, read by those tools.

radvd has to be new enough for PREF64. Where this machine's is not, it is taken from the Debian 13
folder that tests/lab makes for its newer kernels; without either the test is skipped.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "etc/samples"
CACHE = pathlib.Path(os.environ.get("GATE64_LAB_CACHE") or ROOT / "build/lab")
PREF64_SINCE = (2, 20)

sys.path.insert(0, str(ROOT / "tests/lab"))
from harness.root import Root  # noqa: E402


def version_of(radvd):
    """(2, 20), or () where it cannot be run. It prints its version and fails."""
    done = subprocess.run([*radvd, "--version"], text=True, capture_output=True, check=False)
    found = re.search(r"Version: (\d+)\.(\d+)", done.stdout + done.stderr)
    return tuple(map(int, found.groups())) if found else ()


def from_debian13():
    """(words that run radvd, how it sees a folder of ours), or None without the lab's folder."""
    folder = CACHE / "root/trixie"
    if os.geteuid() != 0 or not (folder / "complete").exists():
        return None
    root = Root(folder)
    if not root.outside("/lab/radvd/usr/sbin/radvd").exists():
        root.unpack("radvd", root.version_of("radvd", "trixie"), "/lab/radvd")
    return root.words(["/lab/radvd/usr/sbin/radvd"]), root.outside("/lab/radvd/radvd.conf")


class Samples(unittest.TestCase):
    def test_radvd_takes_the_advertisement(self):
        text = (SAMPLES / "radvd.conf").read_text()
        self.assertIn("nat64prefix", text)
        self.assertIn("RDNSS", text)
        radvd, path = ["radvd"], str(SAMPLES / "radvd.conf")
        if not shutil.which("radvd") or version_of(radvd) < PREF64_SINCE:
            found = from_debian13()
            if found is None:
                self.skipTest("no radvd 2.20, nor the lab's Debian 13 folder (run.sh "
                              "debian13-4.1.13 makes it)")
            radvd, copy = found
            copy.write_text(text)
            path = "/lab/radvd/radvd.conf"
        self.assertGreaterEqual(version_of(radvd), PREF64_SINCE)
        done = subprocess.run([*radvd, "--configtest", "--config", path], text=True,
                              capture_output=True, check=False)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertIn("syntax ok", done.stdout + done.stderr)

    @unittest.skipUnless(shutil.which("bird"), "bird is not installed")
    def test_bird_takes_the_announcement(self):
        done = subprocess.run(["bird", "-p", "-c", str(SAMPLES / "bird.conf")], text=True,
                              capture_output=True, check=False)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    @unittest.skipUnless(shutil.which("dnsmasq"), "dnsmasq is not installed")
    def test_dnsmasq_takes_the_options(self):
        done = subprocess.run(["dnsmasq", "--test", f"--conf-file={SAMPLES / 'dnsmasq.conf'}"],
                              text=True, capture_output=True, check=False)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
