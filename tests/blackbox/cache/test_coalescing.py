# SPDX-License-Identifier: Apache-2.0
"""A thousand clients, one cold name, every shard: one AAAA and one A go out."""

import threading

import pytest

from harness import client, wire
from harness.many import ask_from_many
from harness.replies import Reply


#: A question that has no answer after some 400 ms is sent again; one second has room for two.
RETRANSMISSIONS = 2


@pytest.mark.parametrize("shards", [1, 2, 4])
def test_one_question_each_upstream(dns64d, upstream, shards):
    upstream.script("cold.example", "AAAA", Reply(authority=[upstream.zone.soa], hold="cold"))
    upstream.script("cold.example", "A", Reply(answer=["cold.example. 60 A 198.51.100.7"],
                                               hold="cold"))
    daemon = dns64d.config([upstream], shards=shards, daemon="per_client_in_flight = 5000")
    threading.Timer(1.0, upstream.release, ("cold",)).start()
    answers = ask_from_many(daemon.address,
                            [wire.query("cold.example", "AAAA", qid=i) for i in range(1000)])
    assert sum(answer is None for answer in answers) == 0
    for number, answer in enumerate(answers):
        assert wire.parse_header(answer).qid == number
        assert client.data(wire.message(answer), "AAAA") == ["64:ff9b::c633:6407"]
    for kind in ("AAAA", "A"):
        assert upstream.duplicates("cold.example", kind) == 0
        assert upstream.count("cold.example", kind) <= 1 + RETRANSMISSIONS
    assert upstream.count() <= 2 * (1 + RETRANSMISSIONS)


def test_hot_name_stays_one_question_whatever_the_transport(dns64d, upstream):
    upstream.script("hot.example", "A", Reply(answer=["hot.example. 300 A 198.51.100.7"],
                                              delay=0.3))
    daemon = dns64d.flags([upstream], shards=3, hosts=("127.0.0.1", "::1"))
    connections = [client.Tcp(address) for address in daemon.listen for _ in range(10)]
    for tcp in connections:
        tcp.send(wire.query("hot.example", "A"))
    for tcp in connections:
        assert wire.parse_header(tcp.receive()).an == 1
        tcp.sock.close()
    assert upstream.duplicates("hot.example", "A") == 0
