# SPDX-License-Identifier: Apache-2.0
"""Checks between files: who may include whom, and which sources have a test."""

import functools
import os
import re

import rules
from source import Finding

_LIBRARY = re.compile(r"gate64_library\(\s*(\w+)(?:\s+DEPS\s+([^)]*))?\)")


@functools.lru_cache(maxsize=None)
def reachable(folder):
    """The folders a file of `folder` may include from, its own among them."""
    found = {folder}
    for below in rules.LAYERS.get(folder, ()):
        found |= reachable(below)
    return frozenset(found)


def check_includes(source):
    """Includes stay within the layers, and name project files from the root."""
    if not source.is_cpp:
        return
    ours = tuple(rules.LAYERS)
    for include in source.includes:
        target = os.path.dirname(include.name)
        known = target in ours
        if known and include.system:
            yield Finding(source.path, include.line, "include-form",
                          f"<{include.name}> is a file of this project", "include it with quotes")
        if not include.system and "/" not in include.name:
            yield Finding(source.path, include.line, "include-form",
                          f'"{include.name}" does not start at the root',
                          f'write "{source.folder}/{include.name}"')
        if known and source.folder in ours and target not in reachable(source.folder):
            yield Finding(source.path, include.line, "layer",
                          f"{source.folder} may not include from {target}",
                          "move the code to the layer that may, or pass a value in")


def check_known_folders(sources):
    """Every folder of the two libraries has a row in the layer table."""
    for source in sources:
        if (source.is_cpp and source.path.startswith(rules.LIBRARIES)
                and source.folder not in rules.LAYERS):
            yield Finding(source.path, 1, "layer", f"{source.folder} is in no layer",
                          "add its row to LAYERS in tests/tidy/rules.py")


def check_link_graph(sources):
    """The DEPS of a folder's target do not go beyond the layer table."""
    lists = [source for source in sources
             if source.path.endswith("/CMakeLists.txt") and source.folder in rules.LAYERS]
    folder_of = {os.path.basename(folder): folder for folder in rules.LAYERS
                 if folder.startswith(rules.LIBRARIES)}
    folder_of.update({match.group(1): source.folder for source in lists
                      for match in _LIBRARY.finditer(source.text)})
    for source in lists:
        for match in _LIBRARY.finditer(source.text):
            for dep in (match.group(2) or "").split():
                target = folder_of.get(dep.removeprefix("gate64_"))
                if dep.startswith("gate64_") and target and (
                        target not in reachable(source.folder)):
                    line = source.text.count("\n", 0, match.start()) + 1
                    yield Finding(source.path, line, "link-graph",
                                  f"{source.folder} links {target}, which is not below it",
                                  "drop the link, or change LAYERS in tests/tidy/rules.py")


def _own_headers(source):
    """The headers a .cc may implement: the one of its name, else those of its folder."""
    own = source.path.removesuffix(".cc") + ".h"
    ours = {i.name for i in source.includes if os.path.dirname(i.name) == source.folder}
    return {own} if own in ours or not ours else ours


def _directly_tested(source, tests):
    stem = os.path.basename(source.path).removesuffix(".cc")
    headers = _own_headers(source)
    return any(
        os.path.basename(test.path).startswith(stem)
        or any(include.name in headers for include in test.includes)
        for test in tests
    )


def _reach_private(parts, tested, public):
    """Adds to `tested` what tested parts of the same folder use through a private header."""
    grown = True
    while grown:
        grown = False
        used = {include.name for part in parts if part.path in tested
                for include in part.includes if os.path.dirname(include.name) == part.folder}
        for part in parts:
            if part.path not in tested and (_own_headers(part) - public) & used:
                tested.add(part.path)
                grown = True


def check_tested(sources):
    """Each .cc of the tested folders has a test in tests/unit/<folder> that includes its header or
    bears its name. A header that no other folder includes is private: what is behind it may be
    tested through the part of its folder that uses it."""
    tests = {}
    for source in sources:
        if source.path.startswith("tests/unit/") and source.path.endswith(".cc"):
            tests.setdefault(os.path.basename(source.folder), []).append(source)
    public = {include.name for source in sources if source.is_cpp for include in source.includes
              if os.path.dirname(include.name) != source.folder
              and not source.path.startswith("tests/")}
    parts = [s for s in sources
             if s.path.endswith(".cc") and s.path.startswith(rules.TESTED)]
    tested = {part.path for part in parts
              if _directly_tested(part, tests.get(os.path.basename(part.folder), ()))}
    _reach_private(parts, tested, public)
    for part in parts:
        if part.path not in tested:
            name, header = os.path.basename(part.folder), " or ".join(sorted(_own_headers(part)))
            stem = os.path.basename(part.path).removesuffix(".cc")
            yield Finding(part.path, 1, "untested", f"no test in tests/unit/{name} uses {header}",
                          f"add tests/unit/{name}/{stem}_test.cc")


PER_FILE = (check_includes,)
PER_TREE = (check_known_folders, check_link_graph, check_tested)
