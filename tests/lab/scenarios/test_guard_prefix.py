# SPDX-License-Identifier: Apache-2.0
"""The guard where it is easily slipped past: addresses whose bits 64 to 71 are not zero, private
networks that the gateway has routes to, clients that meet on a pool4 address, iptables mode."""

import ipaddress

import pytest

from harness.net import CLIENT6, GATEWAY4, POOL6, SERVER4, mapped
from harness.setup import add_instance, intercept
from harness.traffic import fetch, http_server, ping, reaches

INSTANCE = "guarded"
PRIVATE4 = "10.9.9.9"
WIDE = "2001:db8:6464::/48"


def in_wide(address4, u=0):
    """RFC 6052 2.2 for a /48: 16 bits of the address before bits 64 to 71, 16 behind."""
    number = int(ipaddress.IPv4Address(address4))
    prefix = int(ipaddress.IPv6Network(WIDE).network_address)
    return str(ipaddress.IPv6Address(
        prefix | (number >> 16) << 64 | u << 56 | (number & 0xffff) << 40))


@pytest.fixture(name="surroundings", scope="module", autouse=True)
def surroundings_fixture(net, tmp_path_factory):
    """A private network behind the gateway, and a web server on everything IPv4."""
    net.forward()
    net.server.run(["ip", "addr", "add", f"{PRIVATE4}/32", "dev", "eth0"])
    net.gateway.run(["ip", "route", "add", f"{PRIVATE4}/32", "via", SERVER4])
    folder = tmp_path_factory.mktemp("www")
    with http_server(net.server, "0.0.0.0", folder), http_server(net.gateway, "0.0.0.0", folder):
        yield


@pytest.fixture(name="config")
def config_fixture(tmp_path):
    def write(pool6=POOL6, framework="netfilter", more=""):
        path = tmp_path / "gate64.toml"
        path.write_text(f'[dns64d]\n[[dns64]]\nprefix = "{pool6}"\n{more}[nat64]\n'
                        f'instance = "{INSTANCE}"\nframework = "{framework}"\npool6 = "{pool6}"\n'
                        f'[[nat64.pool4]]\naddress = "{GATEWAY4}"\nports = "61000-65535"\n')
        path.chmod(0o600)
        return ["--config", path]
    return write


@pytest.fixture(name="clean", autouse=True)
def clean_fixture(nat64ctl, jool):
    yield
    nat64ctl("guard", "off", "--yes")
    jool.run("instance", "flush")


def stopped(nat64ctl):
    return nat64ctl("status", "--no-rates", "--json", code=None).json["guard"]["stopped_packets"]


def test_bits_64_to_71(net, jool, nat64ctl, config):
    """Jool ignores them: without the guard each host has 256 addresses. Answers come from the one
    with zeroes, so that what shows whether a packet came through is the session it made."""
    def passes(address6):
        before = len(jool.sessions(INSTANCE))
        ping(net.client, address6, count=1, wait=1)
        return len(jool.sessions(INSTANCE)) > before

    add_instance(jool, INSTANCE, pool6=WIDE)
    assert passes(in_wide(GATEWAY4, u=1)) and passes(in_wide(SERVER4, u=255))
    nat64ctl(*config(WIDE), "guard", "on")
    assert ping(net.client, in_wide(SERVER4))
    assert not reaches(net.client, in_wide(GATEWAY4))
    assert not passes(in_wide(GATEWAY4, u=1)) and not passes(in_wide(SERVER4, u=255))
    counted = stopped(nat64ctl)
    assert counted["u_octet"] == 2 and counted["own_address"] > 0


def test_private_networks_follow_the_file(net, jool, nat64ctl, config):
    add_instance(jool, INSTANCE)
    assert reaches(net.client, mapped(PRIVATE4))
    nat64ctl(*config(), "guard", "on")
    assert not reaches(net.client, mapped(PRIVATE4)) and reaches(net.client, mapped(SERVER4))
    assert stopped(nat64ctl)["special_use"] > 0
    nat64ctl(*config(more='special_use = "private"\n'), "guard", "on")
    assert reaches(net.client, mapped(PRIVATE4)) and not reaches(net.client, mapped(GATEWAY4))


def test_clients_meet_on_a_pool4_address(net, jool, nat64ctl, config, tmp_path):
    """RFC 6146 3.8: a static binding is reached through the prefix although its address is ours."""
    add_instance(jool, INSTANCE)
    nat64ctl(*config(), "guard", "on")
    nat64ctl("bib", "add", "tcp", f"[{CLIENT6}]:8080", f"{GATEWAY4}:61080")
    (tmp_path / "page").write_text("a neighbour")
    with http_server(net.client, CLIENT6, tmp_path):
        assert fetch(net.client, mapped(GATEWAY4), "/page", port=61080) == "a neighbour"
    assert not reaches(net.client, mapped(GATEWAY4))


def test_before_jool_in_iptables_mode_too(net, jool, nat64ctl, config):
    if not jool.has_iptables():
        pytest.skip("this module has no iptables framework")
    add_instance(jool, INSTANCE, framework="iptables")
    intercept(net, INSTANCE)
    try:
        assert reaches(net.client, mapped(GATEWAY4)) and reaches(net.client, mapped(SERVER4))
        nat64ctl(*config(framework="iptables"), "guard", "on")
        assert not reaches(net.client, mapped(GATEWAY4)) and reaches(net.client, mapped(SERVER4))
        assert not ping(net.client, mapped("127.0.0.1"), wait=1)
        assert stopped(nat64ctl)["loopback"] == 2
    finally:
        intercept(net, INSTANCE, "-D")
