# SPDX-License-Identifier: Apache-2.0
"""Broken upstream packets ahead of the truth: counted, ignored, and the truth is answered.

None of them may fail the question, mark the server as bad or leave anything in the cache.
"""

import struct

import pytest

from harness import client, wire
from harness.daemon import scrape
from harness.replies import Reply, encode_record


def reply_to(query, *, qid=None, flags=wire.QR | wire.RD | wire.RA, question=None, counts=None,
             body=b"", qd=1):
    question = query.question if question is None else question
    counts = counts or (0, 0, 0)
    qid = query.qid if qid is None else qid
    return wire.HEADER.pack(qid, flags, qd, *counts) + question + body


def poison(query, **settings):
    """A well-formed answer with an address nobody must ever see."""
    kind = "A" if query.type == "A" else "AAAA"
    address = "198.51.100.66" if kind == "A" else "2001:db8:666::66"
    body = encode_record(f"{query.name} 300 {kind} {address}")
    return reply_to(query, counts=(1, 0, 0), body=body, **settings)


def owner_fault(query):
    """The answer's owner is a pointer that loops."""
    at = 12 + len(query.question)
    return reply_to(query, counts=(1, 0, 0),
                    body=struct.pack("!H", 0xC000 | at) + b"\x00\x01\x00\x01" + b"\x00" * 6)


def long_chain(query):
    """Pointers, each to the one before: bounded work, then rejection."""
    at = 12 + len(query.question)
    body = b"".join(struct.pack("!H", 0xC000 | (at + 2 * max(0, i - 1))) for i in range(127))
    return reply_to(query, counts=(200, 0, 0), body=body)


FAULTS = {
    "wrong-id": lambda q: poison(q, qid=q.qid ^ 0x5555),
    "id-plus-one": lambda q: poison(q, qid=(q.qid + 1) & 0xFFFF),
    "qr-clear": lambda q: poison(q, flags=wire.RD),
    "opcode-notify": lambda q: poison(q, flags=wire.QR | (4 << 11)),
    "no-question": lambda q: poison(q, question=b"", qd=0),
    "two-questions": lambda q: poison(q, question=q.question * 2, qd=2),
    "other-name": lambda q: poison(q, question=wire.question("evil.example", q.type)),
    "other-type": lambda q: poison(q, question=q.question[:-4] + b"\x00\x10\x00\x01"),
    "other-class": lambda q: poison(q, question=q.question[:-2] + b"\x00\x03"),
    "longer-name": lambda q: poison(q, question=b"\x01x" + q.question),
    "short": lambda q: reply_to(q)[:11],
    "header-only": lambda q: reply_to(q, question=b"", qd=1),
    "empty": lambda q: b"",
    "one-byte": lambda q: b"\x00",
    "noise": lambda q: b"\xff" * 300,
    "question-cut": lambda q: reply_to(q)[:-3],
    "rdlength-beyond": lambda q: poison(q)[:-1],
    "count-too-large": lambda q: reply_to(q, counts=(65535, 0, 0)),
    "owner-pointer-loop": owner_fault,
    "pointer-chain": long_chain,
    "trailing-garbage": lambda q: poison(q) + b"\x00\x01garbage",
    "a-of-three-bytes": lambda q: reply_to(q, counts=(1, 0, 0), body=q.question[:-4]
                                           + struct.pack("!HHIH", 1, 1, 9, 3) + b"\x01\x02\x03"),
    "aaaa-of-17-bytes": lambda q: reply_to(q, counts=(1, 0, 0), body=q.question[:-4]
                                           + struct.pack("!HHIH", 28, 1, 9, 17) + b"\x20" * 17),
    "two-opts": lambda q: reply_to(q, counts=(0, 0, 2), body=wire.opt() * 2),
    "opt-in-answer": lambda q: reply_to(q, counts=(1, 0, 0), body=wire.opt()),
}
ROUNDS = 20


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_fault_ahead_of_the_truth(dns64d, upstream, fault):
    make = FAULTS[fault]

    def answer(query):
        line = f"{query.name} 300 A 198.51.100.7"
        return Reply(answer=[line] if query.type == "A" else [], before=[make], gap=0.02,
                     authority=[] if query.type == "A" else [upstream.zone.soa])

    upstream.suffix(".example.", answer)
    daemon = dns64d.config([upstream], metrics=True)
    for number in range(ROUNDS):
        answer_message = client.ask(daemon.address, f"n{number}.example", "AAAA")
        assert client.data(answer_message, "AAAA") == ["64:ff9b::c633:6407"], number
    assert daemon.alive()
    counted = scrape(daemon.metrics_port)
    ignored = counted.total("upstream_events", kind="near_miss|malformed|unexpected")
    assert ignored >= ROUNDS, counted.text


def test_broken_for_ever_ends_in_servfail(dns64d, upstream):
    """Bounded: at most four packets go out for one question, and the client hears SERVFAIL."""
    upstream.suffix(".example.", lambda query: Reply(change=lambda q, data: b"\xff" * 40))
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "a.example", "MX", timeout=15)
    assert client.rcode(answer) == "SERVFAIL"
    assert upstream.count("a.example") <= 6
