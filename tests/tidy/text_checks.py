# SPDX-License-Identifier: Apache-2.0
"""Checks on one file at a time: shape, markers, includes, banned calls."""

import rules
from source import Finding


def check_length(source):
    count = len(source.lines)
    if source.is_code and count > rules.FILE_LINES_MAX:
        yield Finding(source.path, rules.FILE_LINES_MAX + 1, "file-length",
                      f"{count} lines, the limit is {rules.FILE_LINES_MAX}",
                      "split the file by concept")


def check_lines(source):
    """Width, tabs, blanks at the end of a line."""
    if not source.is_code:
        return
    for number, line in enumerate(source.lines, 1):
        if len(line) > rules.LINE_COLUMNS_MAX:
            yield Finding(source.path, number, "line-width",
                          f"{len(line)} columns, the limit is {rules.LINE_COLUMNS_MAX}",
                          "break the line")
        if line != line.rstrip():
            yield Finding(source.path, number, "line-blank", "blanks end the line", "remove them")
        if "\t" in line:
            yield Finding(source.path, number, "line-tab", "a tab", "indent with spaces")


def check_leftovers(source):
    for number, line in enumerate(source.lines, 1):
        match = rules.LEFTOVER.search(line)
        if match:
            yield Finding(source.path, number, "leftover", f"leftover marker {match.group(1)}",
                          "finish it or drop it")


def check_opening(source):
    """The licence line, and in headers `#pragma once` and the paragraph after it."""
    if not (source.is_cpp or source.is_python or source.is_shell) or not source.lines:
        return
    first = 1 if source.lines[0].startswith("#!") else 0
    opening = source.lines[first] if first < len(source.lines) else ""
    if opening not in (f"// {rules.SPDX}", f"# {rules.SPDX}"):
        yield Finding(source.path, first + 1, "spdx", "no licence line at the top",
                      f"begin with '{'//' if source.is_cpp else '#'} {rules.SPDX}'")
        return
    if not source.is_header:
        return
    second = source.lines[1] if len(source.lines) > 1 else ""
    if second != "#pragma once":
        yield Finding(source.path, 2, "pragma-once", "no #pragma once after the licence line",
                      "put '#pragma once' on line 2")
        return
    rest = [line for line in source.lines[2:] if line.strip()]
    if not rest or not rest[0].lstrip().startswith("//"):
        yield Finding(source.path, 3, "header-paragraph", "the header does not say what it is",
                      "add a paragraph: what, what not, owner, thread")


def check_nolint(source):
    if not source.is_cpp:
        return
    for number, line in enumerate(source.lines, 1):
        match = rules.NOLINT.search(line)
        if match and not rules.NOLINT_REASONED.match(match.group("rest")):
            yield Finding(source.path, number, "nolint", "NOLINT without a check",
                          "write NOLINT(check-name): reason")


def check_headers(source):
    """Library and system headers, each only where the table allows it."""
    if not source.is_cpp:
        return
    for include in source.includes:
        for rule in rules.HEADERS:
            if (rule.header.match(include.name) and source.path.startswith(rule.scope)
                    and not source.path.startswith(rule.allowed)):
                yield Finding(source.path, include.line, rule.rule,
                              f"{include.name} may not be included here", rule.remedy)


def check_calls(source):
    if not source.is_cpp:
        return
    for number, line in enumerate(source.code, 1):
        if not line or line.isspace() or line.lstrip().startswith("#include"):
            continue
        for rule in rules.CALLS:
            if not source.path.startswith(rule.scope) or source.path.startswith(rule.allowed):
                continue
            match = rule.pattern.search(line)
            if match:
                yield Finding(source.path, number, rule.rule,
                              f"banned: {match.group(0).strip()}", rule.remedy)


ALL = (
    check_length,
    check_lines,
    check_leftovers,
    check_opening,
    check_nolint,
    check_headers,
    check_calls,
)
