# SPDX-License-Identifier: Apache-2.0
"""Positive caching: one upstream question, TTLs that count down, TTL 0 never used again."""

import time

import pytest

from harness import client, wire
from harness.replies import Reply, soa


def test_ttl_counts_down_for_native_and_made_records(dns64d, upstream):
    upstream.add("v4.example. 100 A 198.51.100.7\nv6.example. 100 AAAA 2001:db8:1::1")
    daemon = dns64d.flags([upstream])
    for name, kind in (("v4.example", "AAAA"), ("v6.example", "AAAA"), ("v4.example", "A")):
        assert client.ttl(client.ask(daemon.address, name, kind), kind) in (99, 100)
    time.sleep(2.2)
    for name, kind in (("v4.example", "AAAA"), ("v6.example", "AAAA"), ("v4.example", "A")):
        for tcp in (False, True):
            later = client.ttl(client.ask(daemon.address, name, kind, tcp=tcp), kind)
            assert 96 <= later <= 98, (name, kind, later)
    assert upstream.count("v4.example", "A") == 1
    assert upstream.count("v4.example", "AAAA") == 1
    assert upstream.count("v6.example", "AAAA") == 1


def test_opt_ttl_and_rrsig_ttl(dns64d, upstream):
    """RRSIGs keep the TTL of what they cover; the OPT's flags are never counted down."""
    sig = ("s.example. 50 RRSIG AAAA 13 2 50 20370101000000 20200101000000 1 example. "
           + "A" * 86 + "==")
    upstream.script("s.example", "AAAA", Reply(answer=["s.example. 50 AAAA 2001:db8:1::1", sig]))
    daemon = dns64d.flags([upstream])
    client.ask(daemon.address, "s.example", do=True)
    time.sleep(1.3)
    answer = client.ask(daemon.address, "s.example", do=True)
    assert client.ttl(answer, "AAAA") == client.ttl(answer, "RRSIG") in (48, 49)
    assert answer.edns == 0 and answer.ednsflags == wire.DO


def test_ttl_zero_is_not_used_again(dns64d, upstream):
    upstream.add("zero.example. 0 A 198.51.100.7\nzero6.example. 0 AAAA 2001:db8:1::1")
    daemon = dns64d.flags([upstream])
    for number in range(1, 4):
        assert client.ttl(client.ask(daemon.address, "zero.example", "A"), "A") == 0
        assert client.ttl(client.ask(daemon.address, "zero6.example")) == 0
        assert upstream.count("zero.example", "A") == number
        assert upstream.count("zero6.example", "AAAA") == number
        time.sleep(0.05)


def test_expired_record_is_asked_again(dns64d, upstream):
    upstream.script("short.example", "A", Reply(answer=["short.example. 1 A 198.51.100.1"]),
                    Reply(answer=["short.example. 1 A 198.51.100.2"]))
    daemon = dns64d.flags([upstream])
    assert client.data(client.ask(daemon.address, "short.example", "A"), "A") == ["198.51.100.1"]
    time.sleep(1.6)
    assert client.data(client.ask(daemon.address, "short.example", "A"), "A") == ["198.51.100.2"]


@pytest.mark.parametrize("ttl,expected", [(90000, 86400), (2147483647, 86400)])
def test_max_ttl(dns64d, upstream, ttl, expected):
    upstream.script("long.example", "A", Reply(answer=[f"long.example. {ttl} A 198.51.100.1"]))
    daemon = dns64d.flags([upstream])
    assert client.ttl(client.ask(daemon.address, "long.example", "A"), "A") <= expected


def test_ttl_with_the_top_bit_counts_as_zero(dns64d, upstream):
    upstream.script("neg.example", "A",
                    Reply(answer=["neg.example. 2147483648 A 198.51.100.1"]))
    daemon = dns64d.flags([upstream])
    for number in (1, 2):
        assert client.ttl(client.ask(daemon.address, "neg.example", "A"), "A") == 0
        assert upstream.count("neg.example", "A") == number


def test_configured_caps(dns64d, upstream):
    upstream.script("a.example", "A", Reply(answer=["a.example. 3000 A 198.51.100.1"]))
    upstream.script("n.example", "A", Reply(rcode=wire.NXDOMAIN,
                                            authority=[soa("example.", 3000, 3000)]))
    daemon = dns64d.config([upstream], cache='max_ttl = "2m"\nnegative_max_ttl = "1m"')
    assert client.ttl(client.ask(daemon.address, "a.example", "A"), "A") == 120
    denied = client.ask(daemon.address, "n.example", "A")
    assert client.rows(denied, "authority")[0][1] == 60
