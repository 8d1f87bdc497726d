# SPDX-License-Identifier: Apache-2.0
"""Faults of an upstream's TCP: strange frames, early ends, silence; and what is asked again."""

import time

import pytest

from harness import client, wire
from harness.client import framed
from harness.replies import Reply, encode_record

GOOD = "198.51.100.7"


def truth(query):
    """Truncated over UDP, right over TCP."""
    return Reply(answer=[f"{query.name} 300 A {GOOD}"], tc=True)


def forged(query, qid):
    body = encode_record(f"{query.name} 300 A 198.51.100.66")
    return framed(wire.HEADER.pack(qid, wire.QR | wire.RD | wire.RA, 1, 1, 0, 0) + query.question
                  + body)


#: What comes ahead of the truth, in the same stream.
AHEAD = {
    "unknown-id": lambda q, data: forged(q, q.qid ^ 0x1111) + data,
    "several-unknown-ids": lambda q, data: b"".join(
        forged(q, (q.qid + i) & 0xFFFF) for i in range(1, 9)) + data,
    "twice": lambda q, data: data + data,
    "other-question": lambda q, data: framed(
        data[2:14] + wire.question("other.example", "A") + data[14 + len(q.question):]) + data,
}


@pytest.mark.parametrize("case", AHEAD)
def test_noise_in_the_stream(dns64d, upstream, case):
    def answer(query):
        reply = truth(query)
        reply.stream = lambda q, data: (AHEAD[case](q, data), False)
        return reply

    upstream.suffix(".example.", answer)
    daemon = dns64d.flags([upstream])
    for number in range(10):
        found = client.ask(daemon.address, f"n{number}.example", "A", timeout=15)
        assert client.data(found, "A") == [GOOD], number
    assert upstream.count() <= 60


BROKEN = {
    "ends-at-once": lambda q, data: (b"", True),
    "ends-after-the-length": lambda q, data: (data[:2], True),
    "ends-half-way": lambda q, data: (data[:20], True),
    "length-zero": lambda q, data: (b"\x00\x00", True),
    "length-of-a-header-less": lambda q, data: (framed(data[2:9]), True),
    "garbage": lambda q, data: (b"\xff" * 300, True),
    "truncated-again": lambda q, data: (framed(
        data[2:4] + b"\x83\x80" + data[6:8] + bytes(6) + q.question), False),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_once_then_right(dns64d, upstream, case):
    """Asked again on a fresh connection, or of the server once more."""
    broken = [True]

    def answer(query):
        reply = truth(query)
        if query.transport == "tcp" and broken:
            broken.pop()
            reply.stream = BROKEN[case]
        return reply

    upstream.suffix(".example.", answer)
    daemon = dns64d.flags([upstream])
    found = client.ask(daemon.address, "a.example", "MX", timeout=15)
    assert client.rcode(found) in ("NOERROR", "SERVFAIL")
    assert upstream.count("a.example") <= 8
    after = client.ask(daemon.address, "b.example", "A", timeout=15)
    assert client.data(after, "A") == [GOOD]


@pytest.mark.parametrize("case", [*BROKEN, "stalls"])
def test_broken_for_ever_is_bounded(dns64d, upstream, case):
    def answer(query):
        reply = truth(query)
        reply.stream = BROKEN.get(case, lambda q, data: (data[:2], False))
        return reply

    upstream.suffix(".example.", answer)
    daemon = dns64d.flags([upstream])
    descriptors = daemon.settled_fds()
    start = time.monotonic()
    found = client.ask(daemon.address, "a.example", "A", timeout=20)
    assert client.rcode(found) == "SERVFAIL"
    assert time.monotonic() - start < 10
    assert upstream.count("a.example", "A") <= 8
    assert upstream.wait_for(lambda: daemon.fds() <= descriptors + 4, 15)


def test_answers_out_of_order_on_one_connection(dns64d, upstream):
    upstream.suffix(".slow.example.", lambda q: Reply(
        answer=[f"{q.name} 300 A {GOOD}"], tc=True, delay=0.4 if q.name[0] == "a" else 0.0))
    daemon = dns64d.flags([upstream])
    names = [f"{letter}{number}.slow.example" for number in range(5) for letter in "ab"]
    socks = []
    for name in names:
        socks.append(client.udp_socket(daemon.address))
        socks[-1].send(wire.query(name, "A"))
    for name, sock in zip(names, socks):
        message = wire.message(sock.recv(4096))
        assert message.question[0].name.to_text() == name + "."
        assert client.data(message, "A") == [GOOD]
        sock.close()


def test_server_without_tcp(dns64d, make_upstream):
    """TC over UDP and nobody listens on TCP: SERVFAIL, soon, and the process goes on."""
    upstream = make_upstream(tcp=False)
    upstream.suffix(".example.", truth)
    daemon = dns64d.flags([upstream])
    found = client.ask(daemon.address, "a.example", "A", timeout=15)
    assert client.rcode(found) == "SERVFAIL"
    assert upstream.count("a.example") <= 8
