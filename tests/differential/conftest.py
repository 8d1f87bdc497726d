# SPDX-License-Identifier: Apache-2.0
"""The differential test stands on the harness of the black-box tests."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "blackbox"))
