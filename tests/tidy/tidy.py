#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the source text of the whole project. Findings read `path:line: error: X; do Y [rule]`.

Exit code: 0 nothing found, 1 something found, 2 wrong use.
"""

import argparse
import pathlib
import sys
import tomllib

import functions
import headers
import layers
import text_checks
from source import Finding, load

EXCEPTIONS = "tests/tidy/exceptions.toml"


def collect(root, sources, compiler=None, cache=None):
    """All findings, exceptions not yet applied. Without a compiler headers are not compiled."""
    found = []
    for source in sources:
        for check in (*text_checks.ALL, *layers.PER_FILE):
            found.extend(check(source))
    for check in layers.PER_TREE:
        found.extend(check(sources))
    found.extend(functions.check(root, sources))
    if compiler:
        found.extend(headers.check(root, sources, compiler, cache))
    return sorted(set(found))


def apply_exceptions(found, text):
    """Drops what the exception list allows; adds a finding for a row that is wrong or unused."""
    kept, used = [], set()
    rows = tomllib.loads(text).get("exception", [])
    allowed = {(row.get("path"), row.get("rule")) for row in rows}
    for finding in found:
        key = (finding.path, finding.rule)
        if key in allowed:
            used.add(key)
        else:
            kept.append(finding)
    for row in rows:
        key = (row.get("path"), row.get("rule"))
        if not row.get("reason"):
            kept.append(Finding(EXCEPTIONS, 1, "exceptions", f"no reason for {key}", "give one"))
        elif key not in used:
            kept.append(Finding(EXCEPTIONS, 1, "exceptions", f"{key} excuses nothing",
                                "delete the row"))
    return kept


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path, help="folder for passed headers")
    parser.add_argument("--compiler", help="compile each header alone with this one")
    arguments = parser.parse_args()
    root = arguments.root.resolve()
    if arguments.compiler and not arguments.cache:
        parser.error("--compiler needs --cache")
    sources = load(root)
    found = collect(root, sources, arguments.compiler, arguments.cache)
    found = apply_exceptions(found, (root / EXCEPTIONS).read_text(encoding="utf-8"))
    for finding in found:
        print(finding)
    print(f"tidy: {len(sources)} files, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
