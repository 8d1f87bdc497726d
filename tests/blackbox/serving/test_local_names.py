# SPDX-License-Identifier: Apache-2.0
"""localhost, the RFC 6303 zones and resolver.arpa are answered here; upstream sees nothing."""

import pytest

from harness import client

REVERSE = (
    "1.0.0.10.in-addr.arpa", "1.0.16.172.in-addr.arpa", "9.9.31.172.in-addr.arpa",
    "1.1.168.192.in-addr.arpa", "0.0.0.0.in-addr.arpa", "1.0.0.127.in-addr.arpa",
    "1.0.254.169.in-addr.arpa", "1.2.0.192.in-addr.arpa", "1.100.51.198.in-addr.arpa",
    "1.113.0.203.in-addr.arpa", "255.255.255.255.in-addr.arpa",
    "1." + "0." * 31 + "ip6.arpa", "0." * 32 + "ip6.arpa",
    "1." + "0." * 29 + "d.f.ip6.arpa", "1." + "0." * 28 + "8.e.f.ip6.arpa",
    "1." + "0." * 28 + "b.e.f.ip6.arpa", "1." + "0." * 23 + "8.b.d.0.1.0.0.2.ip6.arpa")


@pytest.mark.parametrize("name", ["localhost", "a.b.localhost", "LOCALHOST"])
def test_localhost(dns64d, upstream, name):
    daemon = dns64d.flags([upstream], shards=1)
    assert client.data(client.ask(daemon.address, name, "A"), "A") == ["127.0.0.1"]
    assert client.data(client.ask(daemon.address, name, "AAAA"), "AAAA") == ["::1"]
    other = client.ask(daemon.address, name, "MX")
    assert client.rcode(other) == "NOERROR" and not client.rows(other)
    assert upstream.count() == 0


def test_rfc_6303_zones(dns64d, upstream):
    daemon = dns64d.flags([upstream])
    for name in REVERSE:
        answer = client.ask(daemon.address, name, "PTR")
        if client.rcode(answer) == "NOERROR":
            assert client.data(answer, "PTR") in ([], ["localhost."]), name
        else:
            assert client.rcode(answer) == "NXDOMAIN", name
            assert client.rows(answer, "authority")[0][2] == "SOA", name
    assert upstream.count() == 0


def test_the_apex_of_a_local_zone_has_a_soa(dns64d, upstream):
    daemon = dns64d.flags([upstream])
    for name in ("10.in-addr.arpa", "168.192.in-addr.arpa", "d.f.ip6.arpa"):
        answer = client.ask(daemon.address, name, "SOA")
        assert client.rcode(answer) == "NOERROR" and len(client.data(answer, "SOA")) == 1, name
    assert upstream.count() == 0


def test_other_reverse_names_go_upstream(dns64d, upstream):
    upstream.add("1.0.0.11.in-addr.arpa. 300 PTR host.example.")
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "1.0.0.11.in-addr.arpa", "PTR")
    assert client.data(answer, "PTR") == ["host.example."]


@pytest.mark.parametrize("name", ["resolver.arpa", "_dns.resolver.arpa"])
def test_resolver_arpa(dns64d, upstream, name):
    daemon = dns64d.flags([upstream], shards=1)
    for kind in ("SVCB", "A", "AAAA"):
        answer = client.ask(daemon.address, name, kind)
        assert client.rcode(answer) in ("NOERROR", "NXDOMAIN")
        assert not client.rows(answer)
    assert upstream.count() == 0
