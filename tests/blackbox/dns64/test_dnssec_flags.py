# SPDX-License-Identifier: Apache-2.0
"""DO and CD, break_dnssec, AD and signatures."""

import pytest

from harness import client, wire
from harness.replies import Reply, soa

SIG = "{owner} {ttl} RRSIG {kind} 13 2 {ttl} 20370101000000 20200101000000 1234 example. {data}"
MADE = ["64:ff9b::c633:6407"]


def rrsig(owner, kind, ttl=300):
    return SIG.format(owner=owner, kind=kind, ttl=ttl, data="A" * 86 + "==")


def signed(upstream, ad=True):
    upstream.script("s.example", "A", Reply(
        answer=["s.example. 300 A 198.51.100.7", rrsig("s.example.", "A")], ad=ad))
    upstream.script("s.example", "AAAA", Reply(authority=[
        soa("example."), rrsig("example.", "SOA"),
        "s.example. 300 NSEC t.example. A RRSIG NSEC", rrsig("s.example.", "NSEC")], ad=ad))
    upstream.script("both.example", "AAAA", Reply(
        answer=["both.example. 300 AAAA 2001:db8:1::7", rrsig("both.example.", "AAAA")], ad=ad))


@pytest.mark.parametrize("do,cd,made", [(False, False, True), (True, False, False),
                                        (False, True, False), (True, True, False)])
def test_signed_name(dns64d, upstream, do, cd, made):
    signed(upstream)
    daemon = dns64d.flags([upstream], shards=1)
    for _ in range(2):
        answer = client.ask(daemon.address, "s.example", do=do, cd=cd)
        assert client.rcode(answer) == "NOERROR"
        assert client.data(answer, "AAAA") == (MADE if made else [])
        assert not answer.flags & wire.AD
        kinds = {row[2] for row in client.rows(answer, "authority")}
        assert ("NSEC" in kinds and "RRSIG" in kinds) == (do and not made)


@pytest.mark.parametrize("do,cd,made", [(True, False, True), (False, True, False),
                                        (True, True, False)])
def test_unsigned_name(dns64d, upstream, do, cd, made):
    upstream.add("s.example. 300 A 198.51.100.7")
    daemon = dns64d.flags([upstream], shards=1)
    answer = client.ask(daemon.address, "s.example", do=do, cd=cd)
    assert client.data(answer, "AAAA") == (MADE if made else [])


def test_break_dnssec(dns64d, upstream):
    signed(upstream)
    daemon = dns64d.config([upstream], dns64='prefix = "64:ff9b::/96"\nbreak_dnssec = true',
                           upstream="trust_ad = true")
    answer = client.ask(daemon.address, "s.example", do=True)
    assert client.data(answer, "AAAA") == MADE
    assert not client.data(answer, "RRSIG") and not answer.flags & wire.AD
    assert not client.data(client.ask(daemon.address, "s.example", do=True, cd=True), "AAAA")


def test_signatures_only_for_clients_with_do(dns64d, upstream):
    signed(upstream)
    daemon = dns64d.flags([upstream])
    for _ in range(2):
        with_do = client.ask(daemon.address, "both.example", do=True)
        without = client.ask(daemon.address, "both.example")
        assert len(client.data(with_do, "RRSIG")) == 1
        assert not client.data(without, "RRSIG")
        assert client.data(with_do, "AAAA") == client.data(without, "AAAA") == ["2001:db8:1::7"]
    assert upstream.count("both.example", "AAAA") == 1


@pytest.mark.parametrize("trust", [True, False])
def test_ad_only_from_trusted_upstreams(dns64d, upstream, trust):
    signed(upstream)
    daemon = dns64d.config([upstream], upstream=f"trust_ad = {str(trust).lower()}")
    for settings in ({"do": True}, {"ad": True}):
        answer = client.ask(daemon.address, "both.example", **settings)
        assert bool(answer.flags & wire.AD) == trust, settings
    assert not client.ask(daemon.address, "both.example").flags & wire.AD, "nobody asked for it"


def test_ad_never_on_synthetic_data(dns64d, upstream):
    signed(upstream)
    daemon = dns64d.config([upstream], upstream="trust_ad = true")
    answer = client.ask(daemon.address, "s.example", ad=True)
    assert client.data(answer, "AAAA") == MADE and not answer.flags & wire.AD


def test_filtered_signed_set_loses_signature_and_ad(dns64d, upstream):
    upstream.script("mix.example", "AAAA", Reply(ad=True, answer=[
        "mix.example. 300 AAAA 2001:db8:1::7", "mix.example. 300 AAAA ::ffff:198.51.100.7",
        rrsig("mix.example.", "AAAA")]))
    daemon = dns64d.config([upstream], upstream="trust_ad = true")
    answer = client.ask(daemon.address, "mix.example", do=True)
    assert client.data(answer, "AAAA") == ["2001:db8:1::7"]
    assert not client.data(answer, "RRSIG") and not answer.flags & wire.AD


def test_recursive_only(dns64d, upstream):
    upstream.add("v4.example. 300 A 198.51.100.7")
    daemon = dns64d.config([upstream], dns64='prefix = "64:ff9b::/96"\nrecursive_only = true')
    assert client.data(client.ask(daemon.address, "v4.example"), "AAAA") == MADE
    assert not client.data(client.ask(daemon.address, "v4.example", rd=False), "AAAA")
