# SPDX-License-Identifier: Apache-2.0
"""The lab: a virtual machine with Jool's real module. See ../README.md."""
