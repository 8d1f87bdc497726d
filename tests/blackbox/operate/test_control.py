# SPDX-License-Identifier: Apache-2.0
"""The control socket and its client: status, stats, explain, flush, reload."""

import os
import stat
import subprocess

import pytest

from harness import client
from harness.daemon import binary

ZONE = "v4.example. 3000 A 198.51.100.7\nv6.example. 3000 AAAA 2001:db8:1::1"


@pytest.fixture(name="daemon")
def daemon_fixture(dns64d, upstream):
    upstream.add(ZONE)
    return dns64d.config([upstream])


def test_status(daemon, upstream):
    text = daemon.control("status")
    assert upstream.address in text
    status = daemon.control("status", "--json")
    assert isinstance(status, dict) and status


def test_stats_in_text_and_json(daemon):
    client.ask(daemon.address, "v4.example")
    assert daemon.control("stats").strip()
    stats = daemon.control("stats", "--json")
    assert stats and "synthesi" in str(stats)


def test_explain_says_what_was_decided(daemon, upstream):
    text = daemon.control("explain", "v4.example", "AAAA", "--client", "127.0.0.1")
    assert "64:ff9b::c633:6407" in text and "64:ff9b::/96" in text
    told = daemon.control("explain", "v4.example", "AAAA", "--client", "127.0.0.1", "--json")
    assert "64:ff9b::c633:6407" in str(told)
    text = daemon.control("explain", "v6.example", "AAAA", "--client", "127.0.0.1")
    assert "2001:db8:1::1" in text and "64:ff9b::c633" not in text
    assert upstream.count("v4.example", "AAAA") == 1, "the real pipeline with its cache"


def test_explain_for_a_client_that_may_not_ask(daemon):
    text = daemon.control("explain", "v4.example", "AAAA", "--client", "203.0.113.9")
    assert "allow" in text.lower() or "refused" in text.lower()
    assert "64:ff9b::c633:6407" not in text


def test_flush_one_name_in_every_shard(dns64d, upstream):
    upstream.add(ZONE)
    daemon = dns64d.config([upstream], shards=3)

    def warm():
        for number in range(40):
            for name in ("v4.example", "v6.example"):
                client.ask(daemon.address, name, source=f"127.0.0.{number + 1}")

    warm()
    assert upstream.count("v4.example", "A") == upstream.count("v6.example", "AAAA") == 1
    daemon.control("flush", "v4.example")
    warm()
    assert upstream.count("v4.example", "A") == 2 and upstream.count("v4.example", "AAAA") == 2
    assert upstream.count("v6.example", "AAAA") == 1
    daemon.control("flush")
    warm()
    assert upstream.count("v4.example", "A") == 3 and upstream.count("v6.example", "AAAA") == 2


def test_reload(daemon):
    daemon.rewrite(daemon.render(dns64='prefix = "2001:db8:9::/96"'))
    daemon.control("reload")
    assert client.data(client.ask(daemon.address, "v4.example"), "AAAA") == [
        "2001:db8:9::c633:6407"]
    daemon.rewrite('[dns64d]\nlisten = "oops"\n')
    done = daemon.control("reload", check=False)
    assert done.returncode in (1, 2)
    assert daemon.config_path.name in done.stdout + done.stderr
    assert client.data(client.ask(daemon.address, "v4.example"), "AAAA") == [
        "2001:db8:9::c633:6407"]


def test_socket_is_private(daemon):
    folder = daemon.folder
    sockets = [path for path in folder.iterdir() if stat.S_ISSOCK(path.stat().st_mode)]
    assert len(sockets) == 1
    assert sockets[0].stat().st_mode & 0o077 == 0
    daemon.stop()
    assert not sockets[0].exists() or not os.access(sockets[0], os.X_OK)


@pytest.mark.parametrize("words", [["nonsense"], ["explain"], ["flush", "a..b"],
                                   ["explain", "x" * 300],
                                   ["explain", "a", "AAAA", "--client", "x"]])
def test_wrong_use(daemon, words):
    done = daemon.control(*words, check=False)
    assert done.returncode in (1, 2) and done.stderr.strip()
    assert daemon.alive() and daemon.control("status")


def test_client_without_a_daemon(tmp_path):
    config = tmp_path / "g.toml"
    config.write_text(f'[dns64d]\ncontrol = "{tmp_path}/c.sock"\n')
    done = subprocess.run([str(binary()), "--config", str(config), "control", "status"],
                          capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 1 and "c.sock" in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3


def test_noise_on_the_socket(daemon):
    import socket
    path = next(p for p in daemon.folder.iterdir() if stat.S_ISSOCK(p.stat().st_mode))
    for noise in (b"", b"\x00" * 10, b"status", b"{" * 10000, b"\xff" * 200000, b"{}\n"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
            sock.settimeout(3)
            sock.connect(str(path))
            try:
                sock.sendall(noise)
                sock.shutdown(socket.SHUT_WR)
                sock.recv(65536)
            except OSError:
                pass
    assert daemon.control("status")
