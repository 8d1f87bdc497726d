# SPDX-License-Identifier: Apache-2.0
"""Starts each benchmark once, briefly: that it runs and that answers are right, never how fast."""

import argparse
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(".")


def run(*command, code=0):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=240, check=False)
    if done.returncode != code:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


class Smoke(unittest.TestCase):
    def test_load_against_the_limit(self):
        limit = subprocess.Popen([BIN / "dns64-bench", "limit", "--listen", "127.0.0.1:0", "-l",
                                  "60"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            port = re.search(r":(\d+)$", limit.stderr.readline().strip()).group(1)
            report = json.loads(run(BIN / "dns64-bench", "load", "-p", port, "--walk", "-n", "1",
                                    "-l", "0", "--names", "100", "-a", "127.0.9.0/24", "-c", "4",
                                    "--json"))
            self.assertEqual(report["result"]["answered"], 100)
            self.assertEqual(report["result"]["lost"], 0)
            self.assertIn("commit", report["version"])
        finally:
            limit.terminate()
            limit.communicate(timeout=20)

    def test_compare(self):
        with tempfile.TemporaryDirectory() as folder:
            run(BIN / "dns64-bench", "compare", "--smoke", "--only", "limit", "dns64d", "--out",
                folder)
            report = json.loads((pathlib.Path(folder) / "report.json").read_text())
            for workload in ("hot", "hot-grouped", "mixed", "cold", "tcp", "rate"):
                dns64d = report["results"][workload]["dns64d"]
                self.assertGreater(dns64d["median"]["answered"], 0, workload)
                self.assertEqual(dns64d["median"]["wrong"], 0, workload)
            self.assertTrue((pathlib.Path(folder) / "cpu-hot.svg").is_file())

    def test_micro(self):
        names = run(BIN / "dns64-micro", "--benchmark_list_tests=true").split()
        self.assertGreater(len(names), 10)
        # The tables of 100,000 prefixes are built many times over otherwise.
        run(BIN / "dns64-micro", "--benchmark_min_time=0.001", "--benchmark_filter=-/100000$")

    def test_cached_answers_are_cached(self):
        run(BIN / "dns64-cached-answer", "2000")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    arguments, rest = parser.parse_known_args()
    BIN = arguments.bin
    unittest.main(argv=["smoke", *rest])
