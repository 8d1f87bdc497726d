# SPDX-License-Identifier: Apache-2.0
"""What goes upstream: an OPT with DO set, nothing of the client's options, a plain header."""

from harness import client, wire

ZONE = "a.example. 300 A 198.51.100.1"


def test_do_is_always_set_and_options_stay_here(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.flags([upstream])
    marker = b"MARKER-OF-THE-CLIENT"
    subnet = wire.option(wire.OPT_ECS, b"\x00\x01\x18\x00\xc6\x33\x64")
    options = wire.option(65001, marker) + subnet
    client.udp(daemon.address, wire.query("a.example", "AAAA", edns=wire.opt(options=options)))
    client.udp(daemon.address, wire.query("b.example", "AAAA"))
    assert upstream.count() == 4
    for query in upstream.log:
        assert query.do and query.edns_size >= 1232
        assert marker not in query.wire and b"\xc6\x33\x64" not in query.wire
        head = wire.parse_header(query.wire)
        assert (head.qd, head.an, head.ns, head.ar) == (1, 0, 0, 1)
        assert head.flags & ~(wire.AD | wire.CD) == wire.RD


def test_edns_size_of_an_upstream_is_configurable(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.config([upstream], upstream="edns_size = 1232")
    client.ask(daemon.address, "a.example")
    assert {query.edns_size for query in upstream.log} == {1232}


def test_loopback_upstreams_are_asked_for_4096(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.config([upstream])
    client.ask(daemon.address, "a.example")
    assert {query.edns_size for query in upstream.log} == {4096}
