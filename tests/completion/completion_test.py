# SPDX-License-Identifier: Apache-2.0
"""Asks the shells what they complete with the scripts that nat64ctl generates."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

NAT64CTL = sys.argv.pop(1)


def generate(what):
    return subprocess.run([NAT64CTL, "generate", what], check=True, capture_output=True, text=True,
                          timeout=60).stdout


class Bash(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.script = generate("bash")

    def complete(self, *words):
        """What bash offers for the last of `words`."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "nat64ctl")
            path.write_text(self.script, encoding="utf-8")
            driver = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); '
                      '_nat64ctl; printf "%s\\n" "${COMPREPLY[@]}"')
            done = subprocess.run(["bash", "-uc", driver, "bash", str(path), "nat64ctl", *words],
                                  check=True, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_verbs(self):
        self.assertEqual(self.complete("add-"), ["add-pool"])
        self.assertIn("instance", self.complete(""))
        self.assertNotIn("generate", self.complete(""))

    def test_second_words(self):
        self.assertEqual(sorted(w for w in self.complete("bib", "") if not w.startswith("-")),
                         ["add", "list", "remove"])

    def test_options_of_the_verb_and_of_all(self):
        options = self.complete("sessions", "--")
        self.assertIn("--state", options)
        self.assertIn("--json", options)
        self.assertNotIn("--force", options)
        self.assertEqual(self.complete("--netns", "x", "sessions", "--sta"), ["--state"])

    def test_values(self):
        self.assertEqual(self.complete("sessions", "--protocol", ""), ["tcp", "udp", "icmp"])
        self.assertEqual(self.complete("get", "udp"), ["udp-timeout"])
        self.assertEqual(self.complete("instance", "add", "x", "--framework", "ip"), ["iptables"])

    def test_every_word_is_one_the_program_knows(self):
        for verb in self.complete(""):
            if not verb.startswith("-"):
                subprocess.run([NAT64CTL, verb, "--help"], check=True, capture_output=True,
                               timeout=60)


class OtherShells(unittest.TestCase):
    def check(self, shell, *arguments):
        if shutil.which(shell) is None:
            self.skipTest(f"{shell} is not installed")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "completion")
            path.write_text(generate(shell), encoding="utf-8")
            done = subprocess.run([shell, *arguments, str(path)], capture_output=True, text=True,
                                  timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_zsh(self):
        self.check("zsh", "-n")

    def test_fish(self):
        self.check("fish", "--no-execute")


class ManPage(unittest.TestCase):
    def test_groff_has_no_complaint(self):
        if shutil.which("groff") is None:
            self.skipTest("groff is not installed")
        done = subprocess.run(["groff", "-man", "-ww", "-z", "-Tutf8"], input=generate("man"),
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
