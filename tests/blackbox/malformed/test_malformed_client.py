# SPDX-License-Identifier: Apache-2.0
"""Broken questions and what each must get, over UDP and TCP.

DROP: silence. A set of rcodes: exactly one reply with one of them, never larger than the question
when it is an error (an OPT apart).
"""

import pytest

from harness import client, wire
from harness.upstream import Upstream
from malformed.vectors import DROP, VECTORS


@pytest.fixture(name="setting", scope="module")
def setting_fixture(shared_dns64d):
    upstream = Upstream(zone="a.example. 300 A 198.51.100.1\na.example. 300 AAAA 2001:db8:1::1")
    yield shared_dns64d.flags([upstream]), upstream
    upstream.close()


def alive(daemon):
    answer = client.udp(daemon.address, wire.query("a.example", "A", qid=77))
    return answer is not None and wire.parse_header(answer).qid == 77


def check_reply(vector, answer):
    assert answer is not None, "no reply"
    head, asked = wire.parse_header(answer), wire.parse_header(vector.data)
    assert head.qid == asked.qid and head.has(wire.QR)
    assert head.opcode == asked.opcode
    rcode = head.rcode if head.opcode else wire.message(answer).rcode()
    assert rcode in vector.expected
    if head.opcode:
        assert len(answer) in (12, wire.question_end(answer)), "the header and the question only"
    if head.rcode not in (wire.NOERROR, wire.NXDOMAIN):
        assert len(answer) <= len(vector.data) + (32 if head.ar else 0), "larger than the question"
        assert head.an == 0 and head.ns == 0


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.label)
def test_udp(setting, vector):
    daemon, upstream = setting
    before = upstream.count()
    with client.udp_socket(daemon.address, timeout=0.6 if vector.expected is DROP else 5) as sock:
        sock.send(vector.data)
        try:
            answer = sock.recv(65535)
        except TimeoutError:
            answer = None
        if vector.expected is DROP:
            assert answer is None, f"answered with {answer!r}"
        else:
            check_reply(vector, answer)
            sock.settimeout(0.05)
            with pytest.raises(TimeoutError):
                sock.recv(65535)
    if not vector.forwarded:
        assert upstream.count() == before, "it went upstream"
    assert alive(daemon)


@pytest.mark.parametrize("vector", [v for v in VECTORS if len(v.data) >= 12],
                         ids=lambda vector: vector.label)
def test_tcp(setting, vector):
    daemon, upstream = setting
    before = upstream.count()
    with client.Tcp(daemon.address) as tcp:
        tcp.send(vector.data)
        if vector.expected is DROP:
            try:
                assert tcp.receive(0.6) is None
            except TimeoutError:
                pass
        else:
            check_reply(vector, tcp.receive())
    if not vector.forwarded:
        assert upstream.count() == before, "it went upstream"
    assert alive(daemon)


def test_large_messages_over_tcp(setting):
    """A full-size message of junk records is refused at once, the next one is served."""
    daemon, _ = setting
    chain = b"".join(b"\x3f" + b"x" * 63 for _ in range(3)) + b"\x00"
    records = (b"\xc0\x0c" + b"\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00") * 4000
    for data in (wire.header(5, wire.RD, 1, 0, 0, 4000) + wire.question(chain) + records,
                 wire.header(5, wire.RD, 1, 4000) + wire.question(chain) + records,
                 wire.header(5, wire.RD, 65535) + wire.question("a.example") * 4000):
        with client.Tcp(daemon.address) as tcp:
            answer = tcp.ask(data)
            assert wire.parse_header(answer).rcode == wire.FORMERR
            answer = tcp.ask(wire.query("a.example", "A"))
            assert wire.parse_header(answer).rcode == wire.NOERROR


def test_malformed_question_is_never_cached(setting):
    daemon, _ = setting
    good = wire.query("a.example", "AAAA")
    client.udp(daemon.address, good + b"junk")
    client.udp(daemon.address, good[:-1], timeout=0.5)
    assert wire.message(client.udp(daemon.address, good)).answer
