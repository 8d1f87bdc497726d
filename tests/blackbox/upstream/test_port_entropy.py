# SPDX-License-Identifier: Apache-2.0
"""Ids and source ports of outgoing questions: from the whole range, unpredictable, not by shard."""

import collections
import math

import pytest

from harness.load import Load
from harness.replies import Reply

QUESTIONS = 22_000
BINS = 256


def chi_square_limit(degrees):
    """The value that chi-square exceeds once in a million (Wilson-Hilferty).

    Rare enough not to fail by chance; with this many questions a real defect is far beyond it.
    """
    z = 4.7534
    return degrees * (1 - 2 / (9 * degrees) + z * math.sqrt(2 / (9 * degrees))) ** 3


def chi_square(counts, expected):
    return sum((count - expected) ** 2 / expected for count in counts)


def lag_correlation(values, lag):
    mean = sum(values) / len(values)
    over = sum((a - mean) * (b - mean) for a, b in zip(values, values[lag:]))
    under = sum((value - mean) ** 2 for value in values)
    return over / under


class Names:
    def __init__(self, prefix):
        self.prefix = prefix

    def __len__(self):
        return QUESTIONS

    def __getitem__(self, index):
        label = f"{self.prefix}{index}".encode()
        return bytes([len(label)]) + label + b"\x07example\x00", 1, lambda answer: None


@pytest.fixture(name="questions")
def questions_fixture(dns64d, upstream):
    """All upstream questions of 22,000 cold names, with two shards."""
    upstream.suffix(".example.", lambda q: Reply(answer=[f"{q.name} 300 A 198.51.100.7"]))
    daemon = dns64d.config([upstream], shards=2, daemon=(
        "per_zone_in_flight = 20000\nper_client_in_flight = 20000"))
    load = Load(daemon.address, Names("n"), total=QUESTIONS, sockets=8, window=24,
                timeout=20.0).start().join(150)
    load.assert_clean()
    queries = [query for query in upstream.log if query.transport == "udp"]
    assert len(queries) >= 20_000
    return queries


@pytest.mark.timeout(180)
def test_distribution(questions):
    ids = [query.qid for query in questions]
    ports = [query.source[1] for query in questions]
    check_ids(ids)
    check_ports(ports)


def check_ids(ids):
    counts = collections.Counter(qid // 256 for qid in ids)
    value = chi_square([counts[i] for i in range(BINS)], len(ids) / BINS)
    assert value < chi_square_limit(BINS - 1), f"high octet of the id: {value}"
    counts = collections.Counter(qid % 256 for qid in ids)
    value = chi_square([counts[i] for i in range(BINS)], len(ids) / BINS)
    assert value < chi_square_limit(BINS - 1), f"low octet of the id: {value}"
    for lag in range(1, 9):
        assert abs(lag_correlation(ids, lag)) < 5.5 / math.sqrt(len(ids)), f"lag {lag}"
    deltas = collections.Counter((b - a) & 0xFFFF for a, b in zip(ids, ids[1:]))
    assert deltas.most_common(1)[0][1] < 12, "successive ids have a pattern"


def check_ports(ports):
    """A port serves about 32 questions, so the distinct ports are the independent draws."""
    distinct = list(dict.fromkeys(ports))
    assert len(distinct) >= 1024
    assert len(distinct) >= len(ports) / 64
    assert all(1024 <= port <= 65535 for port in distinct)
    assert min(distinct) < 4000 and max(distinct) > 62000, "the whole range"
    bins = 32
    width = (65536 - 1024) / bins
    counts = collections.Counter(int((port - 1024) / width) for port in distinct)
    value = chi_square([counts[i] for i in range(bins)], len(distinct) / bins)
    assert value < chi_square_limit(bins - 1), f"ports: {value} {sorted(counts.items())}"
    for lag in range(1, 9):
        assert abs(lag_correlation(ports, lag)) < 5.5 / math.sqrt(len(ports)), f"lag {lag}"
    uses = collections.Counter(ports)
    assert max(uses.values()) <= 150, "a socket is retired after about 32 uses"


@pytest.mark.timeout(180)
def test_port_and_id_say_nothing_of_each_other(questions):
    """A table of both, against what their sums alone would make it (one degree of freedom)."""
    for bit in (0, 3, 7):
        counts = collections.Counter(((query.qid >> bit) & 1, (query.source[1] >> bit) & 1)
                                     for query in questions)
        value = 0.0
        for a in (0, 1):
            for b in (0, 1):
                row, column = counts[a, 0] + counts[a, 1], counts[0, b] + counts[1, b]
                expected = row * column / len(questions)
                value += (counts[a, b] - expected) ** 2 / expected
        assert value < 23.93, counts  # once in a million
