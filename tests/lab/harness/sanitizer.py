# SPDX-License-Identifier: Apache-2.0
"""Programs of the dev preset watch themselves; their reports fail the test."""

ENVIRONMENT = {"ASAN_OPTIONS": "detect_leaks=1:exitcode=99",
               "UBSAN_OPTIONS": "print_stacktrace=1"}
_REPORTS = ("ERROR: AddressSanitizer", "runtime error:", "LeakSanitizer",
            "SUMMARY: UndefinedBehaviorSanitizer")


def check_reports(program, stderr):
    assert not any(report in stderr for report in _REPORTS), f"{program}: report:\n{stderr}"
