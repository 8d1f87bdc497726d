# SPDX-License-Identifier: Apache-2.0
"""A and AAAA are asked at the same time: a cold IPv4-only name costs one round trip."""

import time

from harness import client, wire
from harness.daemon import patience
from harness.replies import Reply


def held(upstream, name):
    upstream.script(name, "AAAA", Reply(authority=[upstream.zone.soa], hold=name))
    upstream.script(name, "A", Reply(answer=[f"{name}. 300 A 198.51.100.7"], hold=name))


def test_both_questions_are_out_before_either_answer(dns64d, upstream):
    daemon = dns64d.flags([upstream])
    for number in range(20):
        name = f"n{number}.example"
        held(upstream, name)
        with client.udp_socket(daemon.address) as sock:
            sock.send(wire.query(name, "AAAA"))
            assert upstream.wait_for(
                lambda name=name: upstream.count(name, "AAAA") and upstream.count(name, "A"), 3)
            upstream.release(name)
            answer = wire.message(sock.recv(4096))
        assert client.data(answer, "AAAA") == ["64:ff9b::c633:6407"]
        assert upstream.count(name) == 2


def test_one_round_trip_to_a_far_upstream(dns64d, upstream):
    """Far away means 200 ms here; two round trips would be 400."""
    def slow(query):
        answer = [f"{query.name} 300 A 198.51.100.7"] if query.type == "A" else []
        return Reply(answer=answer, authority=[] if answer else [upstream.zone.soa], delay=0.2)

    upstream.suffix(".example.", slow)
    daemon = dns64d.flags([upstream])
    took = []
    for number in range(5):
        start = time.monotonic()
        answer = client.ask(daemon.address, f"n{number}.example")
        took.append(time.monotonic() - start)
        assert client.data(answer, "AAAA") == ["64:ff9b::c633:6407"]
    if patience() == 1:
        assert sorted(took)[2] < 0.35, took


def test_native_name_does_not_wait_for_its_a(dns64d, upstream):
    upstream.script("v6.example", "AAAA", Reply(answer=["v6.example. 300 AAAA 2001:db8:1::1"]))
    upstream.script("v6.example", "A", Reply(answer=["v6.example. 300 A 198.51.100.7"],
                                             hold="a"))
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "v6.example", timeout=3)
    assert client.data(answer, "AAAA") == ["2001:db8:1::1"]
    upstream.release("a")


def test_a_first_does_not_answer_before_aaaa(dns64d, upstream):
    upstream.script("v6.example", "AAAA", Reply(answer=["v6.example. 300 AAAA 2001:db8:1::1"],
                                                delay=0.5))
    upstream.script("v6.example", "A", Reply(answer=["v6.example. 300 A 198.51.100.7"]))
    daemon = dns64d.flags([upstream])
    for _ in range(2):
        answer = client.ask(daemon.address, "v6.example")
        assert client.data(answer, "AAAA") == ["2001:db8:1::1"]
