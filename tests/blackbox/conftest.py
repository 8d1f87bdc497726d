# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the black-box tests: upstreams and daemons that end, checked, with their test."""

import os
import shutil
import sys

import pytest

from harness.daemon import binary
from harness.factory import Factory
from harness.upstream import Upstream


def pytest_sessionstart(session):
    path = binary()
    if path is None or not os.access(path, os.X_OK):
        pytest.exit(f"no dns64d to test: set GATE64_DNS64D ({path})", returncode=4)


def pytest_configure(config):
    sys.setswitchinterval(0.001)
    config.addinivalue_line("markers", "slow: takes more than a minute")


@pytest.fixture(name="make_upstream")
def make_upstream_fixture():
    """Factory: Upstream(**settings), closed at the end."""
    made = []

    def build(*args, **settings):
        made.append(Upstream(*args, **settings))
        return made[-1]

    yield build
    for upstream in made:
        upstream.close()


@pytest.fixture(name="upstream")
def upstream_fixture(make_upstream):
    return make_upstream()


@pytest.fixture(name="dns64d")
def dns64d_fixture(tmp_path):
    factory = Factory(tmp_path)
    yield factory
    factory.close()


@pytest.fixture(name="shared_dns64d", scope="module")
def shared_dns64d_fixture(tmp_path_factory):
    """A factory whose daemons live for the whole file."""
    factory = Factory(tmp_path_factory.mktemp("shared"))
    yield factory
    factory.close()


def need(*tools):
    """Skips unless every program is installed."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        pytest.skip("not installed: " + ", ".join(missing))
