# SPDX-License-Identifier: Apache-2.0
"""Clients outside `allow` get REFUSED over every transport, and nothing goes upstream."""

import pytest

from harness import client, wire

ZONE = "a.example. 300 A 198.51.100.1"


@pytest.mark.parametrize("tcp", [False, True])
def test_client_outside_is_refused(dns64d, upstream, tcp):
    upstream.add(ZONE)
    daemon = dns64d.config([upstream], hosts=("127.0.0.1", "::1"), allow=("127.0.0.8/32",))
    answer = client.ask(("127.0.0.1", daemon.port), "a.example", tcp=tcp)
    assert client.rcode(answer) == "REFUSED"
    assert not client.rows(answer)
    answer = client.ask(("::1", daemon.port), "a.example", tcp=tcp)
    assert client.rcode(answer) == "REFUSED"
    assert upstream.count() == 0
    answer = client.ask(("127.0.0.1", daemon.port), "a.example", tcp=tcp, source="127.0.0.8")
    assert client.data(answer, "AAAA") == ["64:ff9b::c633:6401"]


def test_refused_also_for_cached_and_local_names(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.config([upstream], allow=("127.0.0.8/32",))
    client.ask(daemon.address, "a.example", source="127.0.0.8")
    for name in ("a.example", "localhost", "ipv4only.arpa", "b.example"):
        assert client.rcode(client.ask(daemon.address, name)) == "REFUSED", name


def test_refusal_is_not_larger_than_the_question(dns64d, upstream):
    daemon = dns64d.config([upstream], allow=("127.0.0.8/32",))
    for edns in (None, wire.opt()):
        sent = wire.query("a.example", "TXT", edns=edns)
        answer = client.udp(daemon.address, sent)
        assert wire.parse_header(answer).rcode == wire.REFUSED
        assert len(answer) <= len(sent) + (32 if edns else 0)


def test_first_match_wins_and_bang_negates(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.config([upstream], allow=("!127.0.0.8/32", "127.0.0.0/8"))
    assert client.rcode(client.ask(daemon.address, "a.example")) == "NOERROR"
    refused = client.ask(daemon.address, "a.example", source="127.0.0.8")
    assert client.rcode(refused) == "REFUSED"


def test_default_is_loopback_and_connected_networks(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.config([upstream], hosts=("127.0.0.1", "::1"), allow=None)
    for address in daemon.listen:
        assert client.rcode(client.ask(address, "a.example")) == "NOERROR"
