# SPDX-License-Identifier: Apache-2.0
"""What the service manager is told: ready, reloading, stopping, and the watchdog's beats."""

import socket
import time

import pytest

from harness.daemon import patience


@pytest.fixture(name="manager")
def manager_fixture(tmp_path):
    """A socket as systemd has one, and the list of what came in so far."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(str(tmp_path / "notify"))
    sock.settimeout(0.1)
    yield sock, str(tmp_path / "notify")
    sock.close()


def wait_for(sock, word, seconds):
    """True when a message with the line comes in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if word in sock.recv(4096).decode().splitlines():
                return True
        except TimeoutError:
            pass
    return False


def test_ready_reload_stop(dns64d, upstream, manager):
    sock, path = manager
    daemon = dns64d.config([upstream], environment={"NOTIFY_SOCKET": path})
    assert wait_for(sock, "READY=1", 5 * patience())
    daemon.hup()
    assert wait_for(sock, "RELOADING=1", 5 * patience())
    assert wait_for(sock, "READY=1", 5 * patience())
    daemon.stop()
    assert wait_for(sock, "STOPPING=1", 5)


def test_watchdog_beats(dns64d, upstream, manager):
    sock, path = manager
    dns64d.config([upstream], environment={"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "2000000"})
    for _ in range(3):
        assert wait_for(sock, "WATCHDOG=1", 2 * patience())


def test_nobody_there(dns64d, upstream, tmp_path):
    daemon = dns64d.config([upstream], environment={"NOTIFY_SOCKET": str(tmp_path / "gone")})
    assert daemon.alive()
