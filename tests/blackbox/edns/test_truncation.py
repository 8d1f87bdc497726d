# SPDX-License-Identifier: Apache-2.0
"""Answers that do not fit: TC over UDP within the client's size, whole over TCP."""

import pytest

from harness import client, wire
from harness.replies import Reply


def addresses(count):
    return [f"many.example. 300 A 198.51.{100 + i // 250}.{i % 250 + 1}" for i in range(count)]


def fit(address, name, kind, edns, tcp=False):
    data = wire.query(name, kind, edns=edns)
    if tcp:
        with client.Tcp(address) as connection:
            return connection.ask(data)
    return client.udp(address, data)


@pytest.mark.parametrize("count", [16, 40, 90])
def test_synthesized_set_over_udp_and_tcp(dns64d, upstream, count):
    upstream.script("many.example", "A", Reply(answer=addresses(count)))
    upstream.script("many.example", "AAAA", Reply())
    daemon = dns64d.flags([upstream])
    full = fit(daemon.address, "many.example", "AAAA", None, tcp=True)
    assert not wire.parse_header(full).has(wire.TC)
    assert len(client.data(wire.message(full), "AAAA")) == count
    for edns, limit in ((None, 512), (wire.opt(512), 512), (wire.opt(0), 512),
                        (wire.opt(900), 900), (wire.opt(1232), 1232), (wire.opt(4096), 1232)):
        answer = fit(daemon.address, "many.example", "AAAA", edns)
        assert len(answer) <= limit
        message = wire.message(answer)
        whole = len(full) + (11 if edns else 0) <= limit
        assert bool(wire.parse_header(answer).has(wire.TC)) != whole, (count, limit)
        if whole:
            assert len(client.data(message, "AAAA")) == count
        assert (message.edns >= 0) == (edns is not None)


def test_do_with_512_bytes(dns64d, upstream):
    upstream.script("many.example", "A", Reply(answer=addresses(60)))
    daemon = dns64d.flags([upstream])
    answer = fit(daemon.address, "many.example", "A", wire.opt(512, flags=wire.DO))
    assert len(answer) <= 512 and wire.parse_header(answer).has(wire.TC)


def test_large_text_over_tcp(dns64d, upstream):
    strings = " ".join('"' + chr(97 + i % 26) * 255 + '"' for i in range(200))
    upstream.script("big.example", "TXT", Reply(answer=[f"big.example. 60 TXT {strings}"]))
    daemon = dns64d.flags([upstream])
    short = fit(daemon.address, "big.example", "TXT", wire.opt())
    assert wire.parse_header(short).has(wire.TC)
    answer = wire.message(fit(daemon.address, "big.example", "TXT", wire.opt(), tcp=True))
    assert len(client.data(answer, "TXT")[0]) > 51000


def test_truncated_answer_is_followed_by_dig(dns64d, upstream):
    import subprocess

    from conftest import need
    need("dig", "kdig")
    upstream.script("many.example", "A", Reply(answer=addresses(90)))
    upstream.script("many.example", "AAAA", Reply())
    daemon = dns64d.flags([upstream])
    for tool in ("dig", "kdig"):
        done = subprocess.run([tool, "@127.0.0.1", "-p", str(daemon.port), "many.example", "AAAA",
                               "+short"], capture_output=True, text=True, timeout=20, check=True)
        found = [line for line in done.stdout.splitlines() if line.startswith("64:ff9b::")]
        assert len(found) == 90
