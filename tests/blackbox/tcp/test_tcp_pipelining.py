# SPDX-License-Identifier: Apache-2.0
"""Many questions on one connection, each answered once, in the order they become ready."""

import time

from harness import client, wire
from harness.replies import Reply


def fast(query):
    return Reply(answer=[f"{query.name} 300 A 198.51.100.9"])


def test_two_messages_in_one_segment(dns64d, upstream):
    upstream.suffix(".example.", fast)
    daemon = dns64d.flags([upstream])
    with client.Tcp(daemon.address) as tcp:
        tcp.send(wire.query("a.example", "A", qid=1), wire.query("b.example", "A", qid=2))
        answers = {wire.parse_header(tcp.receive()).qid for _ in range(2)}
    assert answers == {1, 2}


def test_many_in_flight_come_back_once(dns64d, upstream):
    upstream.suffix(".example.", fast)
    daemon = dns64d.flags([upstream])
    with client.Tcp(daemon.address) as tcp:
        for start in range(0, 500, 50):
            wanted = set(range(start, start + 50))
            tcp.send(*[wire.query(f"n{i}.example", "A", qid=i) for i in wanted])
            got = [tcp.receive() for _ in wanted]
            assert {wire.parse_header(answer).qid for answer in got} == wanted
            for answer in got:
                message = wire.message(answer)
                assert message.question[0].name.to_text() == f"n{message.id}.example."


def test_slow_name_does_not_hold_up_the_fast_one(dns64d, upstream):
    upstream.suffix(".example.", fast)
    upstream.script("slow.example", "A", Reply(answer=["slow.example. 300 A 198.51.100.1"],
                                               hold="slow"))
    daemon = dns64d.flags([upstream])
    with client.Tcp(daemon.address) as tcp:
        tcp.send(wire.query("slow.example", "A", qid=10))
        tcp.send(wire.query("quick.example", "A", qid=11))
        assert wire.parse_header(tcp.receive()).qid == 11
        upstream.release("slow")
        assert wire.parse_header(tcp.receive()).qid == 10


def test_the_same_id_twice_in_flight(dns64d, upstream):
    upstream.suffix(".example.", fast)
    daemon = dns64d.flags([upstream])
    with client.Tcp(daemon.address) as tcp:
        tcp.send(wire.query("a.example", "A", qid=7), wire.query("b.example", "A", qid=7))
        names = {wire.message(tcp.receive()).question[0].name.to_text() for _ in range(2)}
    assert names == {"a.example.", "b.example."}


def test_a_long_pipeline_on_one_connection(dns64d, upstream):
    """Each id is used again at once; a mismatched answer would show."""
    upstream.suffix(".example.", fast)
    daemon = dns64d.flags([upstream])
    questions = [wire.query(f"p{i}.example", "A", qid=i) for i in range(40)]
    start = time.monotonic()
    with client.Tcp(daemon.address, timeout=20) as tcp:
        for _ in range(250):
            tcp.send(*questions)
            for _ in questions:
                answer = tcp.receive()
                asked = questions[wire.parse_header(answer).qid]
                assert answer[12:wire.question_end(answer)] == asked[12:]
    assert time.monotonic() - start < 40


def test_half_close_after_the_question_still_gets_the_answer(dns64d, upstream):
    upstream.script("slow.example", "A", Reply(answer=["slow.example. 300 A 198.51.100.1"],
                                               delay=0.3))
    daemon = dns64d.flags([upstream])
    with client.Tcp(daemon.address) as tcp:
        tcp.send(wire.query("slow.example", "A", qid=5))
        tcp.sock.shutdown(1)
        assert wire.message(tcp.receive()).answer
        assert tcp.closed_within(5)
