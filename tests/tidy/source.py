# SPDX-License-Identifier: Apache-2.0
"""The files the checks look at, and a finding about one of them.

A C++ file is offered twice: as written, and as `code`, where the inside of comments and of string
and character literals is blanked. Both have the same number of lines, so a finding in the second
names the right line of the first.
"""

import functools
import os
import pathlib
import re
import subprocess
from dataclasses import dataclass

CPP_SUFFIXES = (".h", ".cc")
IGNORED_PREFIXES = ("tests/fuzz/corpus/", "build/")

_TOKEN = re.compile(
    r"//(?:[^\n\\]|\\.|\\\n)*"
    r"|/\*.*?\*/"
    r'|R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)*'",
    re.DOTALL,
)
_INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


@dataclass(frozen=True, order=True)
class Finding:
    """One broken rule: where, which rule, what is wrong, what to do instead."""

    path: str
    line: int
    rule: str
    what: str
    remedy: str

    def __str__(self):
        return f"{self.path}:{self.line}: error: {self.what}; {self.remedy} [{self.rule}]"


def _blank(match):
    text = match.group(0)
    if text[0] == "/":
        return re.sub(r"[^\n]", " ", text)
    opening = text.index('"') if text[0] == "R" else 0
    inner = re.sub(r"[^\n]", " ", text[opening + 1 : -1])
    return text[: opening + 1] + inner + text[-1]


@dataclass(frozen=True)
class Include:
    line: int
    system: bool
    name: str


class Source:
    """One file of the project, its path relative to the root."""

    def __init__(self, root, path):
        self.path = path
        self.folder = os.path.dirname(path)
        self.text = (pathlib.Path(root) / path).read_text(encoding="utf-8", errors="replace")
        self.lines = self.text.split("\n")
        if self.lines and self.lines[-1] == "":
            self.lines.pop()

    @property
    def is_cpp(self):
        return self.path.endswith(CPP_SUFFIXES)

    @property
    def is_header(self):
        return self.path.endswith(".h")

    @property
    def is_python(self):
        return self.path.endswith(".py") or self._shebang("python3")

    @property
    def is_shell(self):
        return self.path.endswith(".sh") or self._shebang("bash")

    @property
    def is_cmake(self):
        return self.path.endswith((".cmake", "CMakeLists.txt"))

    @property
    def is_code(self):
        return self.is_cpp or self.is_python or self.is_shell or self.is_cmake

    def _shebang(self, interpreter):
        return bool(self.lines) and self.lines[0].startswith("#!") and interpreter in self.lines[0]

    @functools.cached_property
    def code(self):
        """The lines with comments and the inside of literals blanked (C++ only)."""
        return _TOKEN.sub(_blank, self.text).split("\n")

    @functools.cached_property
    def includes(self):
        found = []
        for number, line in enumerate(self.lines, 1):
            match = _INCLUDE.match(line)
            if match:
                found.append(Include(number, match.group(1) == "<", match.group(2)))
        return found


def tracked_paths(root):
    """Paths git tracks (or, outside a checkout, every file), sorted, without ignored folders."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=False
    )
    if listed.returncode == 0 and listed.stdout:
        paths = listed.stdout.decode().split("\0")
    else:
        base = pathlib.Path(root)
        paths = [str(p.relative_to(base)) for p in base.rglob("*") if ".git" not in p.parts]
    return sorted(
        p
        for p in paths
        if p and not p.startswith(IGNORED_PREFIXES) and (pathlib.Path(root) / p).is_file()
    )


def load(root):
    """Every text file of the tree as a Source."""
    sources = []
    for path in tracked_paths(root):
        with open(pathlib.Path(root) / path, "rb") as file:
            if b"\0" in file.read(4096):
                continue
        sources.append(Source(root, path))
    return sources
