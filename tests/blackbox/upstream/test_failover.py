# SPDX-License-Identifier: Apache-2.0
"""Servers that die, are slow, fail or truncate; hedging, TCP, bounded work and recovery."""

import time

import pytest

from harness import client, wire
from harness.daemon import patience
from harness.replies import Reply


def good(query):
    if query.type == "A":
        return Reply(answer=[f"{query.name} 300 A 198.51.100.7"])
    return Reply()


def test_dead_server_beside_a_good_one(dns64d, make_upstream):
    dead, alive = make_upstream(), make_upstream()
    dead.mute = True
    alive.suffix(".example.", good)
    daemon = dns64d.flags([dead, alive])
    took = []
    for number in range(40):
        start = time.monotonic()
        answer = client.ask(daemon.address, f"n{number}.example")
        took.append(time.monotonic() - start)
        assert client.data(answer, "AAAA") == ["64:ff9b::c633:6407"]
    took.sort()
    assert took[-1] < 1.5 * patience(), took[-5:]
    assert took[30] < 0.2 * patience(), "still trying the dead one first"
    assert dead.count() <= 40


def test_refused_port_beside_a_good_one(dns64d, make_upstream):
    gone, alive = make_upstream(), make_upstream()
    alive.suffix(".example.", good)
    gone.close()
    daemon = dns64d.flags([gone, alive])
    for number in range(20):
        answer = client.ask(daemon.address, f"n{number}.example")
        assert client.data(answer, "AAAA") == ["64:ff9b::c633:6407"]


@pytest.mark.parametrize("rcode", [wire.SERVFAIL, wire.REFUSED, wire.NOTIMP, wire.FORMERR])
def test_failing_server_beside_a_good_one(dns64d, make_upstream, rcode):
    bad, alive = make_upstream(), make_upstream()
    bad.default = lambda query: Reply(rcode=rcode)
    alive.suffix(".example.", good)
    daemon = dns64d.flags([bad, alive])
    for number in range(20):
        answer = client.ask(daemon.address, f"n{number}.example", timeout=15)
        assert client.data(answer, "AAAA") == ["64:ff9b::c633:6407"]


@pytest.mark.parametrize("rcode", [wire.SERVFAIL, wire.REFUSED, wire.NOTIMP, wire.FORMERR, 16, 23])
def test_failing_for_ever_is_bounded(dns64d, upstream, rcode):
    upstream.default = lambda query: Reply(rcode=rcode)
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "n.example", "MX", timeout=15)
    assert client.rcode(answer) == "SERVFAIL"
    assert upstream.count("n.example") <= 4


def test_recovery_after_all_were_dead(dns64d, upstream):
    upstream.mute = True
    upstream.suffix(".example.", good)
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "a.example", timeout=15)
    assert client.rcode(answer) == "SERVFAIL"
    upstream.mute = False
    count = iter(range(1000))

    def back():
        answer = client.ask(daemon.address, f"r{next(count)}.example", timeout=15)
        return client.rcode(answer) == "NOERROR"

    assert upstream.wait_for(back, 8)


def test_good_again_server_is_used_again(dns64d, make_upstream):
    first, second = make_upstream(), make_upstream()
    for upstream in (first, second):
        upstream.suffix(".example.", good)
    first.mute = True
    daemon = dns64d.flags([first, second])
    for number in range(30):
        client.ask(daemon.address, f"a{number}.example")
    first.mute, second.mute = False, True
    count = iter(range(1000))

    def served_by_first():
        answer = client.ask(daemon.address, f"b{next(count)}.example", timeout=15)
        return client.rcode(answer) == "NOERROR"

    assert first.wait_for(served_by_first, 15)


def test_truncated_answer_is_asked_again_over_tcp(dns64d, upstream):
    upstream.script("t.example", "A", Reply(answer=["t.example. 300 A 198.51.100.7"], tc=True))
    upstream.script("t.example", "AAAA", Reply())
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "t.example")
    assert client.data(answer, "AAAA") == ["64:ff9b::c633:6407"]
    assert upstream.count("t.example", "A", "tcp") == 1
    assert upstream.count("t.example") <= 4


def test_truncated_and_tcp_closes_is_bounded(dns64d, upstream):
    upstream.default = lambda query: Reply(tc=True, close_tcp=True)
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "t.example", "MX", timeout=15)
    assert client.rcode(answer) == "SERVFAIL"
    assert upstream.count("t.example") <= 6


def test_udp_lost_now_and_then(dns64d, upstream):
    """One in five packets is lost; every client still gets its answer."""
    count = iter(range(10 ** 6))
    upstream.suffix(".example.",
                    lambda q: Reply(drop=True) if next(count) % 5 == 0 else good(q))
    daemon = dns64d.flags([upstream])
    for number in range(25):
        answer = client.ask(daemon.address, f"n{number}.example", timeout=10)
        assert client.data(answer, "AAAA") == ["64:ff9b::c633:6407"], number


def test_udp_filtered_tcp_works(dns64d, upstream):
    upstream.mute_udp = True
    upstream.suffix(".example.", good)
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "a.example", "A", timeout=15)
    assert client.rcode(answer) == "NOERROR" and upstream.count(transport="tcp") >= 1


def test_slow_name_leaves_others_alone(dns64d, upstream):
    upstream.suffix(".slow.example.", lambda q: Reply(drop=True))
    upstream.suffix(".example.", good)
    daemon = dns64d.flags([upstream])
    with client.udp_socket(daemon.address) as sock:
        for number in range(200):
            sock.send(wire.query(f"n{number}.slow.example", "MX"))
        start = time.monotonic()
        for number in range(30):
            answer = client.ask(daemon.address, f"n{number}.example")
            assert client.data(answer, "AAAA") == ["64:ff9b::c633:6407"]
        assert time.monotonic() - start < 3 * patience()


def test_healthy_path_costs_at_most_four_packets(dns64d, upstream):
    upstream.add("\n".join(f"c{i}.example. 300 CNAME c{i + 1}.example." for i in range(10)))
    upstream.add("c10.example. 300 A 198.51.100.7\nv4.example. 300 A 198.51.100.7")
    daemon = dns64d.flags([upstream])
    for name in ("v4.example", "c0.example", "missing.example"):
        upstream.forget()
        client.ask(daemon.address, name)
        assert upstream.count() <= 4, name
