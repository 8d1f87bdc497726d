# SPDX-License-Identifier: Apache-2.0
"""One message in many segments; frames of illegal lengths."""

import struct
import time

import pytest

from harness import client, wire

ZONE = "a.example. 300 A 198.51.100.1"


def alive(daemon):
    assert client.data(client.ask(daemon.address, "a.example", tcp=True), "A") == []
    assert client.rcode(client.ask(daemon.address, "a.example", "A")) == "NOERROR"


@pytest.fixture(name="daemon")
def daemon_fixture(dns64d, upstream):
    upstream.add(ZONE)
    return dns64d.flags([upstream])


def test_byte_by_byte(daemon):
    with client.Tcp(daemon.address) as tcp:
        for byte in client.framed(wire.query("a.example", "A", qid=3)):
            tcp.raw(bytes([byte]))
            time.sleep(0.002)
        assert wire.parse_header(tcp.receive()).qid == 3


def test_length_in_two_parts(daemon):
    message = client.framed(wire.query("a.example", "A", qid=4))
    with client.Tcp(daemon.address) as tcp:
        for part in (message[:1], message[1:2], message[2:]):
            tcp.raw(part)
            time.sleep(0.1)
        assert wire.parse_header(tcp.receive()).qid == 4


def test_second_message_cut_at_every_place(daemon):
    first = client.framed(wire.query("a.example", "A", qid=1))
    second = client.framed(wire.query("a.example", "AAAA", qid=2))
    for cut in range(len(second)):
        with client.Tcp(daemon.address) as tcp:
            tcp.raw(first + second[:cut])
            assert wire.parse_header(tcp.receive()).qid == 1
            tcp.raw(second[cut:])
            assert wire.parse_header(tcp.receive()).qid == 2


@pytest.mark.parametrize("length", [0, 1, 5, 11])
def test_frames_shorter_than_a_header_close(daemon, length):
    with client.Tcp(daemon.address) as tcp:
        tcp.raw(struct.pack("!H", length) + b"\x00" * length)
        assert tcp.closed_within(8)
    alive(daemon)


def test_end_after_half_a_message(daemon):
    with client.Tcp(daemon.address) as tcp:
        tcp.raw(client.framed(wire.query("a.example", "A"))[:9])
        tcp.sock.shutdown(1)
        assert tcp.receive(5) is None
    alive(daemon)


@pytest.mark.parametrize("noise", [b"GET / HTTP/1.1\r\nHost: dns\r\n\r\n",
                                   b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00",
                                   b"\xff" * 40])
def test_other_protocols_do_not_hang_it(daemon, noise):
    with client.Tcp(daemon.address) as tcp:
        tcp.raw(noise)
        tcp.sock.shutdown(1)
        assert tcp.closed_within(15)
    alive(daemon)


def test_urgent_byte_and_reset(daemon):
    with client.Tcp(daemon.address) as tcp:
        tcp.sock.send(b"\x00", 1)
    for _ in range(50):
        tcp = client.Tcp(daemon.address)
        tcp.sock.setsockopt(1, 13, struct.pack("ii", 1, 0))
        tcp.send(wire.query("a.example", "A"))
        tcp.sock.close()
    alive(daemon)
