# SPDX-License-Identifier: Apache-2.0
"""Churn of 300,000 names in a 16 MiB cache: memory stays in bounds, service stays right."""

import struct

import pytest

from harness import client, wire
from harness.daemon import patience, sanitizer
from harness.load import Load
from harness.replies import Reply

NAMES = 300_000
CACHE = 16 << 20
FIXED = 48 << 20


def expected(answer):
    head = wire.parse_header(answer)
    return None if head.rcode == 0 and head.an == 1 else f"rcode {head.rcode}, {head.an} answers"


class Names:
    """The list of questions, made when asked for."""

    def __len__(self):
        return NAMES

    def __getitem__(self, index):
        label = f"n{index}".encode()
        return (bytes([len(label)]) + label + b"\x05churn\x04test\x00", 1, expected)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_memory_under_churn(dns64d, upstream):
    def answer(query):
        reply = Reply()
        owner = query.question[:-4]
        reply._body = ([1, 0, 0], owner + struct.pack("!HHIHI", 1, 1, 3000, 4, 0xC6336400
                                                      + hash(query.name) % 250))
        return reply

    upstream.log_max = 1000
    upstream.suffix(".churn.test.", answer)
    daemon = dns64d.config([upstream], cache='size = "16MiB"', shards=2,
                           daemon="per_zone_in_flight = 20000\nper_client_in_flight = 20000")
    base = daemon.rss_bytes()
    load = Load(daemon.address, Names(), total=NAMES, sockets=4, window=64,
                timeout=30.0).start().join(580)
    load.assert_clean()
    rss = daemon.rss_bytes()
    if sanitizer():
        assert rss - base < (CACHE + FIXED) * (1 + patience())
    else:
        assert rss <= CACHE * 1.1 + FIXED, f"{rss >> 20} MiB, {base >> 20} MiB at start"
    before = upstream.count()
    for index in range(NAMES - 100, NAMES):
        client.ask(daemon.address, f"n{index}.churn.test", "A")
    assert upstream.count() - before < 50, "the newest names are not in the cache"
