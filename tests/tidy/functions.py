# SPDX-License-Identifier: Apache-2.0
"""Length of every function: C++ by universal-ctags, Python by its parser, bash by its braces."""

import ast
import json
import re
import subprocess

import rules
from source import Finding

_SHELL_FUNCTION = re.compile(r"^(?:function\s+)?([A-Za-z_][\w-]*)\s*\(\)\s*\{\s*$")


def _finding(path, name, first, last):
    length = last - first + 1
    if length > rules.FUNCTION_LINES_MAX:
        return [Finding(path, first, "function-length",
                        f"{name} has {length} lines, the limit is {rules.FUNCTION_LINES_MAX}",
                        "split it by concept")]
    return []


def _check_cpp(root, paths):
    if not paths:
        return
    command = ["ctags", "--output-format=json", "--fields=+ne", "--languages=C++",
               "--langmap=C++:.h.cc", "--kinds-C++=f", "-o", "-", "-L", "-"]
    try:
        run = subprocess.run(command, cwd=root, input="\n".join(paths), text=True,
                             capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        yield Finding("tests/tidy/functions.py", 1, "function-length", f"ctags failed: {error}",
                      "install universal-ctags (scripts/dev-setup.sh does)")
        return
    for line in run.stdout.splitlines():
        tag = json.loads(line)
        if tag.get("_type") == "tag" and "end" in tag:
            yield from _finding(tag["path"], tag["name"], tag["line"], tag["end"])


def _check_python(source):
    try:
        tree = ast.parse(source.text)
    except SyntaxError as error:
        yield Finding(source.path, error.lineno or 1, "syntax", "not valid Python", "mend it")
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _finding(source.path, node.name, node.lineno, node.end_lineno)


def _check_shell(source):
    name, first = None, 0
    for number, line in enumerate(source.lines, 1):
        match = _SHELL_FUNCTION.match(line)
        if match:
            name, first = match.group(1), number
        elif line == "}" and name:
            yield from _finding(source.path, name, first, number)
            name = None


def check(root, sources):
    """Findings for all functions over the limit."""
    yield from _check_cpp(root, [s.path for s in sources if s.is_cpp])
    for source in sources:
        if source.is_python:
            yield from _check_python(source)
        elif source.is_shell:
            yield from _check_shell(source)
