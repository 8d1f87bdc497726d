# SPDX-License-Identifier: Apache-2.0
"""Connections that say nothing, drip or never read are ended; those in use are not."""

import select
import struct
import threading
import time

import pytest

from harness import client, wire
from harness.daemon import patience
from harness.replies import Reply

ZONE = "a.example. 300 A 198.51.100.1"
LIMITS = 'tcp_idle_timeout = "2s"\ntcp_message_timeout = "2s"'


@pytest.fixture(name="daemon")
def daemon_fixture(dns64d, upstream):
    upstream.add(ZONE)
    return dns64d.config([upstream], daemon=LIMITS)


def test_idle_connection_ends(daemon):
    with client.Tcp(daemon.address) as tcp:
        tcp.ask(wire.query("a.example", "A"))
        start = time.monotonic()
        assert tcp.closed_within(8)
        assert time.monotonic() - start > 1.5, "time enough for the next question"


def test_default_idle_limit_is_ten_seconds(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.flags([upstream])
    with client.Tcp(daemon.address) as tcp:
        tcp.ask(wire.query("a.example", "A"))
        start = time.monotonic()
        assert tcp.closed_within(15)
        assert time.monotonic() - start > 8


def test_connection_without_a_first_byte_ends(daemon):
    with client.Tcp(daemon.address) as tcp:
        assert tcp.closed_within(8)


def test_message_that_drips_ends(daemon):
    """The limit is for the whole message: a byte now and then does not extend it."""
    with client.Tcp(daemon.address) as tcp:
        tcp.raw(struct.pack("!H", 60000))
        start = time.monotonic()
        ended = False
        while not ended and time.monotonic() - start < 10:
            try:
                tcp.raw(b"\x00")
            except OSError:
                ended = True
            readable, _, _ = select.select([tcp.sock], [], [], 0.3)
            ended = ended or (bool(readable) and tcp.closed_within(0.1))
        assert ended
        assert time.monotonic() - start < 6


def test_busy_connection_outlives_the_idle_limit(daemon):
    with client.Tcp(daemon.address) as tcp:
        for _ in range(12):
            assert tcp.ask(wire.query("a.example", "A")) is not None
            time.sleep(0.5)


def test_connection_waiting_for_a_slow_answer_is_kept(dns64d, upstream):
    upstream.script("slow.example", "MX", Reply(answer=["slow.example. 60 MX 1 m.example."],
                                                delay=3))
    daemon = dns64d.config([upstream], daemon=LIMITS)
    with client.Tcp(daemon.address, timeout=10) as tcp:
        assert wire.message(tcp.ask(wire.query("slow.example", "MX"))).answer


def test_client_that_never_reads_is_ended(dns64d, upstream):
    """Large answers to one who never reads: reading stops, memory stays flat, the end comes."""
    text = " ".join('"' + "x" * 250 + '"' for _ in range(60))
    upstream.script("big.example", "TXT", Reply(answer=[f"big.example. 300 TXT {text}"]))
    daemon = dns64d.config([upstream], shards=1, daemon=LIMITS)
    client.ask(daemon.address, "big.example", "TXT", tcp=True)
    before = daemon.rss_bytes()
    with client.Tcp(daemon.address) as tcp:
        tcp.sock.setsockopt(1, 8, 4096)
        stop = threading.Event()

        def push():
            try:
                while not stop.is_set():
                    tcp.send(*[wire.query("big.example", "TXT") for _ in range(50)])
            except OSError:
                stop.set()

        tcp.sock.settimeout(25)
        pusher = threading.Thread(target=push, daemon=True)
        pusher.start()
        for _ in range(200):
            if stop.is_set():
                break
            time.sleep(0.1)
            answer = client.ask(daemon.address, "big.example", "A", timeout=5 * patience())
            assert client.rcode(answer) in ("NOERROR", "NXDOMAIN")
        ended = stop.is_set()
        stop.set()
        pusher.join(12)
    assert ended, "a client that never reads kept its connection for 20 s"
    assert daemon.rss_bytes() - before < 32 << 20
