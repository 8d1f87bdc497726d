# SPDX-License-Identifier: Apache-2.0
"""The lab itself: the reference command sets the module up, traffic passes, listings are read."""

import os

import pytest

from harness.net import GATEWAY4, POOL6, SERVER4, mapped


def pass_ping(net, count=3):
    net.client.run(["ping", "-6", "-n", "-c", str(count), "-W", "5", mapped(SERVER4)])


@pytest.fixture(name="instance", scope="module", autouse=True)
def instance_fixture(net, jool):
    net.forward()
    jool.run("instance", "add", "reference", "--netfilter", "--pool6", POOL6)
    for protocol in ("tcp", "udp", "icmp"):
        jool.run("-i", "reference", "pool4", "add", f"--{protocol}", GATEWAY4, "61000-65535")
    return "reference"


def test_right_kernel_and_module(jool):
    assert os.uname().release == os.environ["LAB_KERNEL"]
    with open("/sys/module/jool/version", encoding="ascii") as version:
        assert version.read().strip() == os.environ["LAB_JOOL"] + ".0"


def test_ping_through(net):
    pass_ping(net)


def test_listings(net, jool, instance):
    pass_ping(net, 1)
    assert [row["Name"] for row in jool.instances()] == [instance]
    assert {row["Protocol"] for row in jool.pool4(instance)} == {"TCP", "UDP", "ICMP"}
    assert jool.bib(instance) and jool.sessions(instance)
    assert jool.settings(instance)["pool6"] == POOL6
    assert jool.stats(instance)["JSTAT_RECEIVED6"] >= 1


def test_modules_load_by_themselves(net):
    """nftables and iptables ask the kernel for modules, which calls modprobe."""
    net.gateway.run(["nft", "add table ip6 t; add chain ip6 t c { type filter hook prerouting "
                     "priority -300; }; add rule ip6 t c ip6 daddr 64:ff9b::/96 counter"])
    net.gateway.run(["iptables-nft", "-t", "mangle", "-A", "PREROUTING", "-j", "MARK",
                     "--set-mark", "1"])
    net.gateway.run(["ip6tables-legacy", "-t", "mangle", "-A", "PREROUTING", "-j", "MARK",
                     "--set-mark", "1"])
    net.gateway.run(["ip", "link", "add", "dummy0", "type", "dummy"])
    net.gateway.run(["tc", "qdisc", "add", "dev", "dummy0", "root", "fq"])
