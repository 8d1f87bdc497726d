# SPDX-License-Identifier: Apache-2.0
"""A hundred thousand mutated questions; the server stays, answers and leaks nothing."""

import random
import socket
import struct
import time

from harness import client, wire

SEEDS = [
    wire.query("a.example", "A", qid=1), wire.query("a.example", "AAAA", qid=2, edns=wire.opt()),
    wire.query("1.2.0.192.in-addr.arpa", "PTR", qid=3),
    wire.query("7.0.4.6.3.3.6.c." + "0." * 16 + "b.9.f.f.4.6.0.0.ip6.arpa", "PTR", qid=4),
    wire.query("a.example", "TXT", qid=5, flags=wire.RD | wire.CD,
               edns=wire.opt(4096, flags=wire.DO, options=wire.option(10, b"12345678"))),
    wire.query("ipv4only.arpa", "AAAA", qid=6), wire.query("b" * 63 + ".example", "ANY", qid=7),
    wire.header(8, 5 << 11, 1, 0, 1) + wire.question("example", "SOA")
    + wire.record("a.example", "A", 5, b"\x01\x02\x03\x04")]


def mutate(rng, data):
    """One to four small damages, of the kinds parsers trip over."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        kind = rng.randrange(7)
        at = rng.randrange(len(out)) if out else 0
        if kind == 0 and out:
            out[at] ^= 1 << rng.randrange(8)
        elif kind == 1 and out:
            out[at] = rng.choice((0, 1, 0x3F, 0x40, 0x80, 0xC0, 0xFF))
        elif kind == 2:
            del out[at:]
        elif kind == 3:
            out[at:at] = rng.randbytes(rng.randint(1, 9))
        elif kind == 4 and len(out) >= 12:
            struct.pack_into("!H", out, rng.choice((4, 6, 8, 10)), rng.choice((0, 1, 2, 65535)))
        elif kind == 5:
            out[at:at] = struct.pack("!H", 0xC000 | rng.randrange(len(out) + 4))
        else:
            del out[at:at + rng.randint(1, 6)]
    return bytes(out)


def test_mutated_questions(dns64d, upstream):
    upstream.add("a.example. 300 A 198.51.100.1")
    daemon = dns64d.flags([upstream])
    rng = random.Random(20240611)
    sock = client.udp_socket(daemon.address, timeout=0.0)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    answers = 0
    for number in range(100_000):
        try:
            sock.send(mutate(rng, SEEDS[number % len(SEEDS)]))
        except OSError:
            time.sleep(0.001)
        if number % 64 == 0:
            time.sleep(0.0005)
            while True:
                try:
                    answer = sock.recv(65535)
                except OSError:
                    break
                answers += 1
                assert wire.parse_header(answer).has(wire.QR)
        if number % 5000 == 0:
            check = client.udp(daemon.address, wire.query("a.example", "AAAA"))
            assert wire.parse_header(check).an == 1
    sock.close()
    assert daemon.alive() and answers > 1000
    check = client.udp(daemon.address, wire.query("a.example", "AAAA"))
    assert wire.parse_header(check).an == 1


def test_mutated_streams(dns64d, upstream):
    upstream.add("a.example. 300 A 198.51.100.1")
    daemon = dns64d.flags([upstream])
    rng = random.Random(7)
    for number in range(1500):
        with client.Tcp(daemon.address, source=f"127.0.3.{number % 200 + 1}") as tcp:
            stream = b"".join(client.framed(rng.choice(SEEDS)) for _ in range(3))
            try:
                tcp.raw(mutate(rng, stream))
            except OSError:
                pass
    with client.Tcp(daemon.address) as tcp:
        assert wire.message(tcp.ask(wire.query("a.example", "AAAA"))).answer
