# SPDX-License-Identifier: Apache-2.0
"""Every header compiles alone.

A header that passed is remembered under a hash of itself, of every project header it reaches and
of the command, so a second run compiles only what changed.
"""

import concurrent.futures
import functools
import hashlib
import pathlib
import re
import subprocess

from source import Finding

_FLAGS = ["-std=c++23", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow",
          "-Wconversion", "-Wold-style-cast", "-Werror", "-x", "c++", "-"]
# Packages that keep their headers in a folder of their own.
_PACKAGES = ["libnl-3.0"]
_MESSAGE = re.compile(r"^([^\s:]+):(\d+):\d+: (?:fatal )?error: (.*)$", re.MULTILINE)
JOBS = 2


def _fingerprint(header, by_path, salt):
    digest = hashlib.sha256(salt.encode())
    waiting, seen = [header], set()
    while waiting:
        path = waiting.pop()
        if path in seen or path not in by_path:
            continue
        seen.add(path)
        waiting.extend(i.name for i in by_path[path].includes if not i.system)
    for path in sorted(seen):
        digest.update(path.encode() + b"\0" + by_path[path].text.encode() + b"\0")
    return digest.hexdigest()


@functools.cache
def _package_flags():
    shown = subprocess.run(["pkg-config", "--cflags-only-I", *_PACKAGES], capture_output=True,
                           text=True, check=True).stdout
    return ["-isystem" + folder.removeprefix("-I") for folder in shown.split()]


def _compile(root, compiler, header):
    command = [compiler, "-I", str(root), *_package_flags(), *_FLAGS]
    run = subprocess.run(command, cwd=root, text=True, input=f'#include "{header}"\n',
                         capture_output=True, check=False)
    if run.returncode == 0:
        return None
    match = _MESSAGE.search(run.stderr)
    if match:
        where, line, what = match.groups()
        what = what if where.endswith(header) else f"{what} (in {where})"
        line = int(line) if where.endswith(header) else 1
    else:
        line, what = 1, (run.stderr.strip().splitlines() or ["the compiler failed"])[0]
    return Finding(header, line, "header-alone", f"does not compile alone: {what}",
                   "include or declare what it uses")


def check(root, sources, compiler, cache):
    """Findings for headers that need something included before them. `cache` is a folder."""
    version = subprocess.run([compiler, "--version"], capture_output=True, text=True,
                             check=True).stdout
    salt = "\0".join([compiler, version, *_FLAGS])
    by_path = {s.path: s for s in sources if s.is_cpp}
    cache = pathlib.Path(cache)
    cache.mkdir(parents=True, exist_ok=True)
    due = {}
    for path, source in by_path.items():
        if source.is_header:
            mark = cache / _fingerprint(path, by_path, salt)
            if not mark.exists():
                due[path] = mark
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        results = pool.map(lambda path: (path, _compile(root, compiler, path)), due)
        for path, finding in results:
            if finding:
                yield finding
            else:
                due[path].touch()
