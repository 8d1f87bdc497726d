# SPDX-License-Identifier: Apache-2.0
"""Records nobody asked for never reach a client, neither at once nor later (threat T9)."""

import pytest

from harness import client, wire
from harness.replies import Reply, soa

POISON4, POISON6 = "198.51.100.66", "2001:db8:666::66"
TRUE = "198.51.100.7"


def a_line(name, address=TRUE):
    return f"{name} 300 A {address}"


#: name of the case -> the upstream's reply to ask.example A
CASES = {
    "extra-answer-owner": dict(answer=[a_line("ask.example."), a_line("bank.example.", POISON4)]),
    "extra-answer-first": dict(answer=[a_line("bank.example.", POISON4), a_line("ask.example.")]),
    "extra-type": dict(answer=[a_line("ask.example."), f"ask.example. 300 AAAA {POISON6}"]),
    "additional-glue": dict(answer=[a_line("ask.example.")],
                            additional=[a_line("bank.example.", POISON4)]),
    "sibling-ns": dict(answer=[a_line("ask.example.")],
                       authority=["bank.example. 300 NS ns.evil.test."],
                       additional=[a_line("ns.evil.test.", POISON4)]),
    "parent-ns": dict(answer=[a_line("ask.example.")],
                      authority=["example. 300 NS ns.evil.test.", ". 300 NS ns.evil.test."],
                      additional=[a_line("ns.evil.test.", POISON4)]),
    "dname-of-ancestor": dict(answer=[a_line("ask.example."), "test. 300 DNAME evil.example."]),
    "cname-of-another": dict(answer=[a_line("ask.example."),
                                     "bank.example. 300 CNAME evil.example."]),
    "tail-past-the-chain": dict(answer=["ask.example. 300 CNAME mid.example.",
                                        a_line("mid.example."), a_line("bank.example.", POISON4)]),
    "denial-with-foreign-records": dict(
        rcode=wire.NXDOMAIN, authority=[soa("example."), "bank.example. 300 NS ns.evil.test."],
        additional=[a_line("bank.example.", POISON4)]),
    "denial-with-foreign-soa": dict(rcode=wire.NXDOMAIN, authority=[soa("test.")]),
    "referral": dict(authority=["example. 300 NS ns.evil.test."],
                     additional=[a_line("ns.evil.test.", POISON4),
                                 a_line("bank.example.", POISON4)]),
    "other-case-of-other-name": dict(answer=[a_line("ASK.example."),
                                             a_line("BANK.example.", POISON4)]),
    "deeper-name": dict(answer=[a_line("ask.example."), a_line("www.ask.example.", POISON4)]),
    "wildcard-owner": dict(answer=[a_line("ask.example."), a_line("*.example.", POISON4)]),
    "second-chain": dict(answer=["ask.example. 300 CNAME mid.example.", a_line("mid.example."),
                                 "other.example. 300 CNAME evil.example.",
                                 a_line("evil.example.", POISON4)]),
}
CANARIES = ["bank.example", "www.ask.example", "evil.example", "ns.evil.test", "other.example",
            "x.test", "any.example"]


@pytest.mark.parametrize("tcp", [False, True], ids=["udp", "tcp"])
@pytest.mark.parametrize("case", CASES)
def test_canaries_stay_clean(dns64d, upstream, case, tcp):
    upstream.script("ask.example", "A", Reply(tc=tcp, **CASES[case]))
    for name in CANARIES:
        upstream.add(f"{name}. 300 A {TRUE}")
    daemon = dns64d.flags([upstream], shards=1)
    for kind, do in (("A", False), ("A", True), ("AAAA", False)):
        answer = client.ask(daemon.address, "ask.example", kind, do=do, timeout=15)
        assert POISON4 not in answer.to_text() and POISON6 not in answer.to_text()
        owners = {row[0].lower() for row in client.rows(answer)}
        assert owners <= {"ask.example.", "mid.example."}
        for _, _, type_, _ in client.rows(answer, "authority"):
            assert type_ in ("SOA", "NSEC", "NSEC3", "RRSIG")
        assert not client.rows(answer, "additional")
    for name in CANARIES:
        assert client.data(client.ask(daemon.address, name, "A"), "A") == [TRUE], name
        assert client.data(client.ask(daemon.address, name), "AAAA") == ["64:ff9b::c633:6407"]
        assert upstream.count(name, "A") == 1, "it must have been asked for by itself"


def test_foreign_soa_does_not_deny_for_long(dns64d, upstream):
    upstream.script("ask.example", "A", Reply(rcode=wire.NXDOMAIN, authority=[soa("test.", 3600)]))
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "ask.example", "A", timeout=15)
    assert not [row for row in client.rows(answer, "authority") if row[0] == "test."]


def test_large_rrset_is_cut_or_refused(dns64d, upstream):
    lines = [f"ask.example. 300 A 198.51.{i // 250}.{i % 250}" for i in range(1000)]
    upstream.script("ask.example", "A", Reply(answer=lines))
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "ask.example", "A", tcp=True, timeout=15)
    assert len(client.rows(answer)) <= 1000
    assert client.rcode(answer) in ("NOERROR", "SERVFAIL")
    assert daemon.alive()


def test_answer_for_the_other_type_only(dns64d, upstream):
    """An A set in reply to AAAA is not an answer: the AAAA is empty, A is asked and made."""
    upstream.script("ask.example", "AAAA", Reply(answer=[a_line("ask.example.", POISON4)]))
    upstream.script("ask.example", "A", Reply(answer=[a_line("ask.example.")]))
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "ask.example", timeout=15)
    assert client.data(answer, "AAAA") == ["64:ff9b::c633:6407"]
    assert not client.data(answer, "A")
