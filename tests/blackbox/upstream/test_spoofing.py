# SPDX-License-Identifier: Apache-2.0
"""Forged answers: wrong ids in masses, wrong sources; the truth wins, over TCP where it must."""

import time

import pytest

from harness import client, wire
from harness.daemon import scrape
from harness.replies import Reply, encode_record

GOOD = "198.51.100.7"


def forged(query, qid=None):
    body = encode_record(f"{query.name} 300 A 198.51.100.66")
    return wire.HEADER.pack(query.qid if qid is None else qid, wire.QR | wire.RD | wire.RA,
                            1, 1, 0, 0) + query.question + body


def truth(query, **settings):
    return Reply(answer=[f"{query.name} 300 A {GOOD}"], **settings)


def test_wrong_ids_ahead_of_the_truth(dns64d, upstream):
    """200 wrong ids for each of 100 questions; the truth comes 300 ms later over UDP."""
    def attack(query):
        return truth(query, gap=0.3, before=[
            lambda q: [forged(q, (q.qid + 1 + i) & 0xFFFF) for i in range(200)]])

    upstream.suffix(".example.", attack)
    daemon = dns64d.config([upstream], metrics=True)
    for number in range(100):
        answer = client.ask(daemon.address, f"n{number}.example", "A")
        assert client.data(answer, "A") == [GOOD]
    assert upstream.count(transport="tcp") >= 95, "a near miss asks again over TCP"
    assert upstream.count() <= 250
    counted = scrape(daemon.metrics_port).total("upstream_events", kind="near_miss|unexpected")
    assert counted >= 100


def test_one_near_miss_is_enough_for_tcp(dns64d, upstream):
    upstream.script("a.example", "A", lambda q: truth(
        q, gap=3.0, before=[lambda query: forged(query, query.qid ^ 1)]))
    daemon = dns64d.flags([upstream])
    start = time.monotonic()
    assert client.data(client.ask(daemon.address, "a.example", "A"), "A") == [GOOD]
    assert upstream.count("a.example", "A", "tcp") == 1
    assert time.monotonic() - start < 2.5


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_wrong_source_port_and_address(dns64d, make_upstream, host):
    """The forgery is perfect but comes from elsewhere."""
    upstream = make_upstream(host)
    upstream.suffix(".example.", lambda q: truth(q, spoof=[forged], gap=0.1))
    daemon = dns64d.flags([upstream])
    for number in range(50):
        answer = client.ask(daemon.address, f"n{number}.example", "A")
        assert client.data(answer, "A") == [GOOD]


def test_attack_does_not_change_what_we_think_of_the_server(dns64d, make_upstream):
    """Junk is not a failure of the server that it claims to be from."""
    first, second = make_upstream(), make_upstream()
    for upstream in (first, second):
        upstream.suffix(".example.", lambda q: truth(q, gap=0.02, before=[
            lambda query: b"\xff" * 30, lambda query: forged(query, query.qid ^ 2)]))
    daemon = dns64d.config([first, second], metrics=True)
    for number in range(60):
        answer = client.ask(daemon.address, f"n{number}.example", "A")
        assert client.data(answer, "A") == [GOOD]
    counted = scrape(daemon.metrics_port)
    assert counted.total("upstream_events", kind="server_failure") == 0, counted.text
    assert set(counted.samples["gate64_upstream_healthy"].values()) == {1.0}, counted.text


def test_late_forgery_after_the_answer_is_ignored(dns64d, upstream):
    upstream.suffix(".example.", truth)
    daemon = dns64d.flags([upstream])
    for number in range(20):
        client.ask(daemon.address, f"n{number}.example", "A")
    for query in list(upstream.log):
        upstream._send_udp(forged(query), query.source)
    time.sleep(0.2)
    for number in range(20):
        answer = client.ask(daemon.address, f"n{number}.example", "A")
        assert client.data(answer, "A") == [GOOD]
