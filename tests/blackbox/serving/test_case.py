# SPDX-License-Identifier: Apache-2.0
"""The letter case of the question comes back as sent; the cache does not care about it."""

from harness import client, wire

SPELLINGS = ("MiXeD.ExAmPlE", "mixed.example", "MIXED.EXAMPLE", "mIxEd.eXaMpLe")


def test_question_case_comes_back(dns64d, upstream):
    upstream.add("mixed.example. 300 A 198.51.100.1")
    daemon = dns64d.flags([upstream])
    for kind in ("AAAA", "A", "MX"):
        for spelling in SPELLINGS * 2:
            sent = wire.query(spelling, kind)
            answer = client.udp(daemon.address, sent)
            end = wire.question_end(sent)
            assert answer[12:end] == sent[12:end]
            assert wire.parse_header(answer).rcode == wire.NOERROR
            with client.Tcp(daemon.address) as tcp:
                assert tcp.ask(sent)[12:end] == sent[12:end]
    assert upstream.count("mixed.example", "A") == 1
    assert upstream.count("mixed.example", "AAAA") == 1
    assert upstream.count("mixed.example", "MX") == 1


def test_owner_of_the_answer_is_the_name_asked(dns64d, upstream):
    upstream.add("mixed.example. 300 A 198.51.100.1")
    daemon = dns64d.flags([upstream])
    for spelling in SPELLINGS:
        answer = client.ask(daemon.address, spelling)
        assert [row[0].lower() for row in client.rows(answer)] == ["mixed.example."]


def test_odd_octets_in_labels_pass(dns64d, upstream):
    raw = b"\x08a\x00b.c\\\xff\x20\x07example\x00"
    upstream.default = lambda query: upstream.zone.reply("nothing.example.", "A")
    daemon = dns64d.flags([upstream])
    answer = client.udp(daemon.address, wire.query(raw, "A"))
    assert answer[12:12 + len(raw)] == raw
    assert wire.parse_header(answer).rcode == wire.NXDOMAIN
    assert any(query.question[:-4] == raw for query in upstream.log)
