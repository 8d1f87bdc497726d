# SPDX-License-Identifier: Apache-2.0
"""Runs nat64ctl, the program under test."""

import json
import os
import pathlib
import subprocess
from dataclasses import dataclass

REPORTS = ("ERROR: AddressSanitizer", "runtime error:", "LeakSanitizer",
           "SUMMARY: UndefinedBehaviorSanitizer")


@dataclass(frozen=True)
class Outcome:
    code: int
    stdout: str
    stderr: str

    @property
    def json(self):
        return json.loads(self.stdout)


def binary():
    return pathlib.Path(os.environ["GATE64_BIN"]) / "nat64ctl"


class Nat64ctl:
    """Call it with the command's words: `nat64ctl("status", "--json").json`.

    code       the exit code that must come out; None for any
    namespace  where it runs (default: the gateway)
    prefix     words before the program, as `["setpriv", ...]`
    """

    def __init__(self, namespace):
        self.namespace = namespace

    def __call__(self, *words, code=0, namespace=None, prefix=(), timeout=60, environment=None):
        done = (namespace or self.namespace).run(
            [*prefix, binary(), *words], check=False, timeout=timeout,
            env=self._environment(environment))
        self._check_reports(words, done.stderr)
        if code is not None:
            assert done.returncode == code, (f"nat64ctl {words}: exit code {done.returncode}\n"
                                             f"{done.stdout}\n{done.stderr}")
        return Outcome(done.returncode, done.stdout, done.stderr)

    def start(self, *words, environment=None):
        """Starts it and returns its Popen with text pipes, for what runs on or is killed."""
        return self.namespace.start([binary(), *words], stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, text=True,
                                    env=self._environment(environment))

    @staticmethod
    def _environment(more):
        return dict(os.environ, ASAN_OPTIONS="detect_leaks=1:exitcode=99",
                    UBSAN_OPTIONS="print_stacktrace=1", **(more or {}))

    @staticmethod
    def _check_reports(words, stderr):
        found = [line for line in stderr.splitlines() if any(r in line for r in REPORTS)]
        assert not found, f"nat64ctl {words}: sanitizer report:\n{stderr}"
