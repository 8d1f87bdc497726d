# SPDX-License-Identifier: Apache-2.0
"""Connections that a client, and all clients together, may hold, and what others notice of it."""

import time

from harness import client, wire

ZONE = "a.example. 300 A 198.51.100.1"


def connect(address, sources):
    """A connection from every source that is let in."""
    connections = []
    for source in sources:
        try:
            connections.append(client.Tcp(address, source=source))
        except OSError:
            pass
    return connections


def still_served(connections):
    """How many of them get an answer."""
    count = 0
    for tcp in connections:
        try:
            count += tcp.ask(wire.query("a.example", "A"), timeout=5) is not None
        except OSError:
            pass
    return count


def close(connections):
    for tcp in connections:
        tcp.sock.close()


def test_one_client_gets_no_more_than_its_share(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.flags([upstream])
    connections = connect(daemon.address, ["127.0.0.3"] * 300)
    try:
        held = still_served(connections)
        assert 32 <= held <= 64, f"{held} of 300 connections of one client were served"
        start = time.monotonic()
        with client.Tcp(daemon.address, source="127.0.0.4") as other:
            assert other.ask(wire.query("a.example", "A")) is not None
        assert time.monotonic() - start < 2
    finally:
        close(connections)


def test_share_is_configurable_and_free_again_after_closing(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.config([upstream], daemon="tcp_per_client_max = 8", metrics=True)
    for _ in range(3):
        connections = connect(daemon.address, ["127.0.0.3"] * 30)
        assert 4 <= still_served(connections) <= 8
        close(connections)
        time.sleep(0.3)
    for _ in range(100):
        with client.Tcp(daemon.address, source="127.0.0.3") as tcp:
            assert tcp.ask(wire.query("a.example", "A")) is not None


def test_all_clients_together(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.config([upstream], daemon="tcp_clients_max = 40")
    connections = connect(daemon.address, [f"127.0.2.{i + 1}" for i in range(100)])
    try:
        assert 20 <= still_served(connections) <= 40
        assert client.rcode(client.ask(daemon.address, "a.example")) == "NOERROR"
    finally:
        close(connections)
    time.sleep(0.3)
    with client.Tcp(daemon.address) as tcp:
        assert tcp.ask(wire.query("a.example", "A")) is not None


def test_descriptors_come_back(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.flags([upstream])
    for _ in range(20):
        with client.Tcp(daemon.address) as tcp:
            tcp.ask(wire.query("a.example", "A"))
    before = daemon.settled_fds()
    for number in range(200):
        with client.Tcp(daemon.address, source=f"127.0.1.{number + 1}") as tcp:
            tcp.ask(wire.query("a.example", "A"))
    assert upstream.wait_for(lambda: daemon.fds() <= before + 8, 10)
