#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks (or with --fix applies) clang-format on every tracked C++ file."""

import argparse
import pathlib
import shutil
import subprocess
import sys

from source import CPP_SUFFIXES, tracked_paths

# One version for everybody: each release of clang-format lays some lines out differently.
TOOL = "clang-format-19"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--fix", action="store_true", help="rewrite the files")
    arguments = parser.parse_args()
    if not shutil.which(TOOL):
        print(f"format: {TOOL} is missing; run scripts/dev-setup.sh")
        return 1
    paths = [p for p in tracked_paths(arguments.root) if p.endswith(CPP_SUFFIXES)]
    mode = ["-i"] if arguments.fix else ["--dry-run", "-Werror"]
    if paths:
        run = subprocess.run([TOOL, *mode, *paths], cwd=arguments.root, check=False)
        if run.returncode != 0:
            print("format: mend with `python3 tests/tidy/format.py --root . --fix`")
            return 1
    print(f"format: {len(paths)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
