# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the scenarios. They run inside the virtual machine; start them with run.sh."""

import os

import pytest

from harness import judge, nat64ctl
from harness.net import Net


def pytest_sessionstart(session):
    if "LAB_KERNEL" not in os.environ or os.uname().release != os.environ["LAB_KERNEL"]:
        pytest.exit("these tests run in the lab's virtual machine: tests/lab/run.sh", returncode=4)


@pytest.fixture(name="net", scope="module")
def net_fixture():
    """Namespaces client, gateway and server, made fresh for each file."""
    net = Net()
    yield net
    net.close()


@pytest.fixture(name="jool", scope="module")
def jool_fixture(net):
    """The reference `jool` command in the gateway, with the module loaded."""
    judge.load_modules()
    return judge.Judge(net.gateway)


@pytest.fixture(name="nat64ctl", scope="module")
def nat64ctl_fixture(net):
    """nat64ctl in the gateway. It loads no module: that is a command of its own."""
    if not os.access(nat64ctl.binary(), os.X_OK):
        pytest.fail(f"no nat64ctl to test: build {nat64ctl.binary()}", pytrace=False)
    return nat64ctl.Nat64ctl(net.gateway)
