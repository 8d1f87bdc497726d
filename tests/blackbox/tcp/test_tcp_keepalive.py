# SPDX-License-Identifier: Apache-2.0
"""The edns-tcp-keepalive option of RFC 7828."""

import struct

import dns.edns
import pytest

from harness import client, wire

KEEPALIVE = wire.option(wire.OPT_KEEPALIVE)


@pytest.fixture(name="daemon")
def daemon_fixture(dns64d, upstream):
    upstream.add("a.example. 300 A 198.51.100.1")
    return dns64d.flags([upstream])


def keepalive(answer):
    """The option's value in units of 100 ms; None when it is not there."""
    for option in wire.message(answer).options:
        if int(option.otype) == wire.OPT_KEEPALIVE:
            data = option.to_wire() if isinstance(option, dns.edns.GenericOption) else None
            data = option.data if data is None else data
            return struct.unpack("!H", data)[0]
    return None


def test_asked_over_tcp_tells_the_idle_limit(daemon):
    with client.Tcp(daemon.address) as tcp:
        answer = tcp.ask(wire.query("a.example", "A", edns=wire.opt(options=KEEPALIVE)))
        assert 10 <= keepalive(answer) <= 1200


def test_not_asked_not_told(daemon):
    with client.Tcp(daemon.address) as tcp:
        assert keepalive(tcp.ask(wire.query("a.example", "A", edns=wire.opt()))) is None


def test_ignored_over_udp(daemon):
    answer = client.udp(daemon.address,
                        wire.query("a.example", "A", edns=wire.opt(options=KEEPALIVE)))
    assert wire.parse_header(answer).rcode == wire.NOERROR
    assert keepalive(answer) is None


def test_with_data_over_tcp_is_an_error(daemon):
    bad = wire.opt(options=wire.option(wire.OPT_KEEPALIVE, b"\x00\x64"))
    with client.Tcp(daemon.address) as tcp:
        answer = tcp.ask(wire.query("a.example", "A", edns=bad))
        assert wire.parse_header(answer).rcode == wire.FORMERR
