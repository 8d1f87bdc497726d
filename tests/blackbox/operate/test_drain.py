# SPDX-License-Identifier: Apache-2.0
"""TERM: what is in flight is answered, nothing new is taken, the exit code is 0."""

import signal
import subprocess
import time

import pytest

from harness import client, wire
from harness.daemon import binary, patience
from harness.ports import free_port
from harness.replies import Reply


def test_questions_in_flight_are_answered(dns64d, upstream):
    upstream.suffix(".example.", lambda q: Reply(answer=[f"{q.name} 60 A 198.51.100.7"],
                                                 hold="all"))
    daemon = dns64d.flags([upstream])
    udp = [client.udp_socket(daemon.address) for _ in range(50)]
    tcp = [client.Tcp(daemon.address) for _ in range(10)]
    for number, sock in enumerate(udp):
        sock.send(wire.query(f"u{number}.example", "A"))
    for number, connection in enumerate(tcp):
        connection.send(wire.query(f"t{number}.example", "A"))
    assert upstream.wait_for(lambda: upstream.count() >= 60)
    daemon.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert daemon.alive(), "it did not wait for what is in flight"
    upstream.release("all")
    for sock in udp:
        assert wire.parse_header(sock.recv(4096)).an == 1
        sock.close()
    for connection in tcp:
        assert wire.parse_header(connection.receive()).an == 1
        connection.sock.close()
    assert daemon.process.wait(5 * patience()) == 0
    daemon.expect_dead = True


def test_dead_upstream_does_not_hold_up_the_end(dns64d, upstream):
    upstream.mute = True
    daemon = dns64d.flags([upstream])
    with client.udp_socket(daemon.address) as sock:
        for number in range(100):
            sock.send(wire.query(f"n{number}.example", "A"))
        assert upstream.wait_for(lambda: upstream.count() >= 50)
        start = time.monotonic()
        daemon.process.send_signal(signal.SIGTERM)
        assert daemon.process.wait(10 * patience()) == 0
    assert time.monotonic() - start < 6 * patience()
    daemon.expect_dead = True


def test_idle_end_is_quick(dns64d, upstream):
    daemon = dns64d.flags([upstream])
    idle = [client.Tcp(daemon.address) for _ in range(20)]
    start = time.monotonic()
    daemon.process.send_signal(signal.SIGTERM)
    assert daemon.process.wait(10) == 0
    assert time.monotonic() - start < 3
    daemon.expect_dead = True
    for tcp in idle:
        tcp.sock.close()


@pytest.mark.parametrize("signals", [[signal.SIGTERM, signal.SIGTERM], [signal.SIGINT],
                                     [signal.SIGHUP, signal.SIGTERM]])
def test_other_sequences(dns64d, upstream, signals):
    daemon = dns64d.config([upstream])
    for number in signals:
        daemon.process.send_signal(number)
    assert daemon.process.wait(10 * patience()) == 0
    daemon.expect_dead = True


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.1, 0.3])
def test_term_during_start(tmp_path, upstream, delay):
    process = subprocess.Popen(
        [str(binary()), "--listen", f"127.0.0.1:{free_port()}", "--upstream", upstream.address,
         "--prefix", "64:ff9b::/96", "--shards", "2"], stderr=subprocess.PIPE, cwd=tmp_path)
    time.sleep(delay)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=10 * patience())
    assert process.returncode in (0, -signal.SIGTERM), errors.decode()
    assert b"ERROR" not in errors and b"WARNING: Thread" not in errors, errors.decode()


def test_port_is_free_at_once_for_the_next(dns64d, upstream):
    upstream.add("a.example. 300 A 198.51.100.1")
    first = dns64d.config([upstream])
    with client.Tcp(first.address) as tcp:
        tcp.ask(wire.query("a.example", "A"))
        first.stop()
    text = first.config_path
    from harness.daemon import Daemon
    second = dns64d.add(Daemon(first.folder, ["--config", text], listen=first.listen,
                               config_path=text))
    assert client.rcode(client.ask(second.address, "a.example", tcp=True)) == "NOERROR"
