# SPDX-License-Identifier: Apache-2.0
"""Denials are kept by their SOA (RFC 2308), failures for a short time (RFC 9520)."""

import time

import pytest

from harness import client, wire
from harness.replies import Reply, soa


@pytest.mark.parametrize("rcode", [wire.NOERROR, wire.NXDOMAIN])
def test_denial_is_kept_and_counts_down(dns64d, upstream, rcode):
    upstream.default = lambda query: Reply(rcode=rcode, authority=[soa("example.", 100, 50)])
    daemon = dns64d.flags([upstream])
    for name, kind in (("n.example", "MX"), ("n.example", "AAAA")):
        first = client.ask(daemon.address, name, kind)
        assert first.rcode() == rcode
        assert client.rows(first, "authority")[0][1] == 50
    time.sleep(1.3)
    before = upstream.count()
    for name, kind in (("n.example", "MX"), ("n.example", "AAAA")):
        later = client.ask(daemon.address, name, kind)
        assert later.rcode() == rcode
        assert client.rows(later, "authority")[0][1] in (48, 49)
    assert upstream.count() == before


def test_denial_without_a_soa_is_kept_only_shortly(dns64d, upstream):
    upstream.default = lambda query: Reply(rcode=wire.NXDOMAIN)
    daemon = dns64d.flags([upstream])
    assert client.rcode(client.ask(daemon.address, "n.example", "MX")) == "NXDOMAIN"
    time.sleep(5.5)
    client.ask(daemon.address, "n.example", "MX")
    assert upstream.count("n.example", "MX") == 2


def test_failure_is_kept_for_some_seconds(dns64d, upstream):
    upstream.default = lambda query: Reply(rcode=wire.SERVFAIL)
    daemon = dns64d.flags([upstream])
    assert client.rcode(client.ask(daemon.address, "f.example", "MX", timeout=15)) == "SERVFAIL"
    time.sleep(0.2)
    before = upstream.count()
    for _ in range(20):
        assert client.rcode(client.ask(daemon.address, "f.example", "MX")) == "SERVFAIL"
    assert upstream.count() == before, "a failure just seen was asked again"
    upstream.default = lambda query: Reply(answer=["f.example. 60 MX 1 m.example."])

    def recovered():
        return client.rcode(client.ask(daemon.address, "f.example", "MX")) == "NOERROR"

    assert upstream.wait_for(recovered, 35), "the failure was kept for more than 30 s"


def test_failure_of_one_type_does_not_spoil_another(dns64d, upstream):
    upstream.script("f.example", "MX", Reply(rcode=wire.SERVFAIL))
    upstream.add("f.example. 300 TXT fine")
    daemon = dns64d.flags([upstream])
    assert client.rcode(client.ask(daemon.address, "f.example", "MX", timeout=15)) == "SERVFAIL"
    assert client.rcode(client.ask(daemon.address, "f.example", "TXT")) == "NOERROR"
