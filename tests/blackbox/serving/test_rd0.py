# SPDX-License-Identifier: Apache-2.0
"""RD=0 is answered from the cache, else REFUSED; it never causes an upstream query."""

from harness import client


def test_unknown_name_is_refused(dns64d, upstream):
    upstream.add("a.example. 300 A 198.51.100.1")
    daemon = dns64d.flags([upstream])
    for kind in ("A", "AAAA", "MX", "PTR"):
        answer = client.ask(daemon.address, "a.example", kind, rd=False)
        assert client.rcode(answer) == "REFUSED" and not client.rows(answer)
        assert not answer.flags & 0x0100, "RD is copied, so it stays clear"
    assert upstream.count() == 0


def test_known_name_comes_from_the_cache(dns64d, upstream):
    upstream.add("a.example. 300 A 198.51.100.1")
    daemon = dns64d.flags([upstream])
    client.ask(daemon.address, "a.example", "AAAA")
    before = upstream.count()
    for kind, text in (("AAAA", "64:ff9b::c633:6401"), ("A", "198.51.100.1")):
        answer = client.ask(daemon.address, "a.example", kind, rd=False)
        assert client.data(answer, kind) == [text]
    assert upstream.count() == before


def test_local_names_are_answered(dns64d, upstream):
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "localhost", "A", rd=False)
    assert client.data(answer, "A") == ["127.0.0.1"]
    answer = client.ask(daemon.address, "ipv4only.arpa", "AAAA", rd=False)
    assert len(client.data(answer, "AAAA")) == 2


def test_refusal_is_not_remembered(dns64d, upstream):
    upstream.add("a.example. 300 A 198.51.100.1")
    daemon = dns64d.flags([upstream])
    assert client.rcode(client.ask(daemon.address, "a.example", rd=False)) == "REFUSED"
    assert client.rcode(client.ask(daemon.address, "a.example")) == "NOERROR"
