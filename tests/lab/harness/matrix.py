# SPDX-License-Identifier: Apache-2.0
"""Which kernels and which Jool the lab can boot."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """One row of the matrix: the kernel of a Debian suite with one version of Jool.

    suite       whose kernel, headers and compiler are used
    jool        the version that must come out; another one is an error, not a surprise
    jool_suite  whose jool-dkms and jool-tools are used
    """

    name: str
    suite: str
    jool: str
    jool_suite: str


TARGETS = {
    target.name: target
    for target in (
        Target("debian12", "bookworm", "4.1.9", "bookworm"),
        Target("debian13-4.1.13", "trixie", "4.1.13", "trixie"),
        Target("debian13-4.1.15", "trixie", "4.1.15", "unstable"),
    )
}
