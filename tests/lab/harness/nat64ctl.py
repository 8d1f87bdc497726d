# SPDX-License-Identifier: Apache-2.0
"""Runs nat64ctl, the program under test."""

import json
import os
import pathlib
import subprocess
from dataclasses import dataclass

from .sanitizer import ENVIRONMENT, check_reports


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
        check_reports(f"nat64ctl {words}", done.stderr)
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
        return dict(os.environ, **ENVIRONMENT, **(more or {}))
