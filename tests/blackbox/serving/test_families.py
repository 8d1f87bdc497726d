# SPDX-License-Identifier: Apache-2.0
"""UDP and TCP on IPv4 and IPv6, on every listen address, started by flags or by a file."""

import pytest

from harness import client

ZONE = """
www.example. 300 AAAA 2001:db8:1::80
www.example. 300 A 198.51.100.80
old.example. 300 A 198.51.100.7
"""
HOSTS = ("127.0.0.1", "127.0.0.2", "::1")


def check(address, tcp):
    native = client.ask(address, "www.example", tcp=tcp)
    assert client.data(native, "AAAA") == ["2001:db8:1::80"]
    made = client.ask(address, "old.example", tcp=tcp)
    assert client.data(made, "AAAA") == ["64:ff9b::c633:6407"]
    plain = client.ask(address, "old.example", "A", tcp=tcp)
    assert client.data(plain, "A") == ["198.51.100.7"]


@pytest.mark.parametrize("shards", [1, 3])
def test_flags_start_every_listener(dns64d, upstream, shards):
    upstream.add(ZONE)
    daemon = dns64d.flags([upstream], hosts=HOSTS, shards=shards)
    for address in daemon.listen:
        for tcp in (False, True):
            check(address, tcp)


def test_file_starts_every_listener(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.config([upstream], hosts=HOSTS)
    for address in daemon.listen:
        for tcp in (False, True):
            check(address, tcp)


def test_upstream_over_ipv6(dns64d, make_upstream):
    upstream = make_upstream("::1", ZONE)
    daemon = dns64d.flags([upstream])
    check(daemon.address, False)
    assert upstream.count("old.example", "A") == 1


def test_answer_header(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "old.example")
    assert answer.to_wire() and answer.flags & 0x8180 == 0x8180, "QR, RD and RA"
    assert not answer.flags & 0x0420, "neither AA nor AD"
