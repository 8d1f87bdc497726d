# SPDX-License-Identifier: Apache-2.0
"""Synthesis over the wire: addresses, owners, chains, TTLs, and when there is none."""

import pytest

from harness import client
from harness.replies import Reply, soa

PREFIXES = [
    ("2001:db8::/32", "2001:db8:c633:6407::"),
    ("2001:db8:4000::/40", "2001:db8:40c6:3364:7::"),
    ("2001:db8:48::/48", "2001:db8:48:c633:64:700::"),
    ("2001:db8:56:5600::/56", "2001:db8:56:56c6:33:6407::"),
    ("2001:db8:64:6464::/64", "2001:db8:64:6464:c6:3364:700:0"),
    ("2001:db8:96::/96", "2001:db8:96::c633:6407"),
    ("64:ff9b::/96", "64:ff9b::c633:6407"),
]
CHAIN = """
www.example. 300 CNAME mid.example.
mid.example. 200 CNAME host.example.
host.example. 100 A 212.58.233.254
host.example. 100 A 212.58.237.254
sub.example. 300 DNAME other.example.
a.other.example. 50 A 198.51.100.9
"""


@pytest.mark.parametrize("prefix,expected", PREFIXES)
def test_all_prefix_lengths(dns64d, upstream, prefix, expected):
    upstream.add("v4.example. 300 A 198.51.100.7")
    daemon = dns64d.flags([upstream], prefix=prefix, shards=1)
    answer = client.ask(daemon.address, "v4.example")
    assert client.rows(answer) == [("v4.example.", 300, "AAAA", expected)]


def test_chain_once_and_in_order(dns64d, upstream):
    upstream.add(CHAIN)
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "www.example")
    rows = client.rows(answer)
    assert [row[:1] + row[2:] for row in rows[:2]] == [
        ("www.example.", "CNAME", "mid.example."), ("mid.example.", "CNAME", "host.example.")]
    assert sorted(row[0:1] + row[2:] for row in rows[2:]) == [
        ("host.example.", "AAAA", "64:ff9b::d43a:e9fe"),
        ("host.example.", "AAAA", "64:ff9b::d43a:edfe")]
    assert client.ttl(answer) == 100


def test_dname_with_the_cname_made_from_it(dns64d, upstream):
    upstream.add(CHAIN)
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "a.sub.example")
    assert [(row[0], row[2], row[3]) for row in client.rows(answer)] == [
        ("sub.example.", "DNAME", "other.example."),
        ("a.sub.example.", "CNAME", "a.other.example."),
        ("a.other.example.", "AAAA", "64:ff9b::c633:6409")]


@pytest.mark.parametrize("a_ttl,soa_ttl,minimum,expected", [
    (300, 100, 200, 100), (300, 200, 100, 100), (50, 100, 100, 50), (86400, 3600, 3600, 3600)])
def test_ttl_is_the_least_of_a_and_soa(dns64d, upstream, a_ttl, soa_ttl, minimum, expected):
    upstream.script("v4.example", "A", Reply(answer=[f"v4.example. {a_ttl} A 198.51.100.7"]))
    upstream.script("v4.example", "AAAA", Reply(authority=[soa("example.", soa_ttl, minimum)]))
    daemon = dns64d.flags([upstream], shards=1)
    assert client.ttl(client.ask(daemon.address, "v4.example")) == expected


def test_ttl_without_a_soa_is_at_most_600(dns64d, upstream):
    upstream.script("v4.example", "A", Reply(answer=["v4.example. 3000 A 198.51.100.7"]))
    upstream.script("v4.example", "AAAA", Reply())
    daemon = dns64d.flags([upstream])
    assert client.ttl(client.ask(daemon.address, "v4.example")) == 600


def test_native_aaaa_is_left_alone(dns64d, upstream):
    upstream.add("both.example. 300 A 198.51.100.7\nboth.example. 300 AAAA 2001:db8:1::7")
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "both.example")
    assert client.data(answer, "AAAA") == ["2001:db8:1::7"]


def test_nxdomain_passes_with_its_soa(dns64d, upstream):
    upstream.script("gone.example", "A", Reply(answer=["gone.example. 300 A 198.51.100.7"]))
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "gone.example")
    assert client.rcode(answer) == "NXDOMAIN" and not client.rows(answer)
    assert client.data(answer, "SOA", "authority")


def test_neither_gives_nodata_with_its_soa(dns64d, upstream):
    upstream.add("mail.example. 300 MX 10 mx.example.")
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "mail.example")
    assert client.rcode(answer) == "NOERROR" and not client.rows(answer)
    assert len(client.data(answer, "SOA", "authority")) == 1


@pytest.mark.parametrize("kind,text", [
    ("A", "198.51.100.7"), ("MX", "10 v4.example."), ("TXT", '"hello"'),
    ("HTTPS", '1 . ipv4hint="198.51.100.7"'), ("TYPE65280", r"\# 3 010203")])
def test_other_types_pass_unchanged(dns64d, upstream, kind, text):
    upstream.add(f"v4.example. 300 {kind} {text}")
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "v4.example", kind)
    assert client.rows(answer) == [("v4.example.", 300, kind, text)]


def test_no_dns64_block_no_synthesis(dns64d, upstream):
    upstream.add("v4.example. 300 A 198.51.100.7")
    daemon = dns64d.config([upstream], dns64=None)
    answer = client.ask(daemon.address, "v4.example")
    assert client.rcode(answer) == "NOERROR" and not client.rows(answer)
    assert upstream.count("v4.example", "A") == 0


def test_error_codes_tell_of_synthesis(dns64d, upstream):
    upstream.add("v4.example. 300 A 198.51.100.7\nv6.example. 300 AAAA 2001:db8:1::7")
    daemon = dns64d.flags([upstream])
    assert 29 in client.ede_codes(client.ask(daemon.address, "v4.example"))
    assert client.ede_codes(client.ask(daemon.address, "v6.example")) == []
    assert client.ask(daemon.address, "v4.example", edns=False).edns < 0


@pytest.mark.parametrize("name,expected", [("loop.example", "SERVFAIL"), ("l0.example", "SERVFAIL"),
                                           ("l6.example", "NOERROR")])
def test_loops_and_long_chains(dns64d, upstream, name, expected):
    upstream.add("loop.example. 300 CNAME pool.example.\npool.example. 300 CNAME loop.example.")
    upstream.add("\n".join(f"l{i}.example. 300 CNAME l{i + 1}.example." for i in range(20)))
    upstream.add("l20.example. 300 A 198.51.100.7")
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, name)
    assert client.rcode(answer) == expected
    assert upstream.count() <= 40
    if expected == "NOERROR":
        assert len(client.data(answer, "CNAME")) == 14
        assert client.data(answer, "AAAA") == ["64:ff9b::c633:6407"]
