# SPDX-License-Identifier: Apache-2.0
"""On wildcard listeners the answer leaves from the address that was asked."""

import subprocess

import pytest

from harness import client, wire
from harness.namespace import Namespace

ZONE = "a.example. 300 A 8.8.4.4"


def ask_connected(address):
    """A connected socket hears only the asked address."""
    for _ in range(3):
        answer = client.udp(address, wire.query("a.example", "A"), timeout=2)
        assert answer is not None, f"no answer from {address}"
        assert wire.parse_header(answer).an == 1
    with client.Tcp(address) as tcp:
        assert wire.parse_header(tcp.ask(wire.query("a.example", "A"))).an == 1


def test_loopback_addresses(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.config([upstream], hosts=("0.0.0.0", "::"))
    for host in ("127.0.0.1", "127.0.0.7", "127.1.2.3", "::1"):
        ask_connected((host, daemon.port))


def test_wildcard_v6_listener_is_ipv6_only(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.flags([upstream], hosts=("::",))
    ask_connected(("::1", daemon.port))
    with pytest.raises(ConnectionError):
        client.udp(("127.0.0.1", daemon.port), wire.query("a.example", "A"), timeout=2)


def test_several_addresses_of_an_interface(dns64d, upstream):
    upstream.add(ZONE)
    with Namespace() as far:
        near_addresses = far.link(hosts=(1, 2))
        daemon = dns64d.config([upstream], hosts=("0.0.0.0", "::"),
                               allow=(f"{far.net4}.0/24", f"{far.net6}::/64"))
        for host in near_addresses:
            for words in (["+notcp"], ["+tcp"]):
                done = far.run(["dig", *words, "+time=3", "+tries=1", f"@{host}", "-p",
                                str(daemon.port), "a.example", "AAAA", "+short"])
                assert done.stdout.strip() == "64:ff9b::808:404", (host, done.stdout)
    assert subprocess.run(["ip", "netns", "list"], capture_output=True, text=True,
                          check=True).stdout.find(far.name) < 0
