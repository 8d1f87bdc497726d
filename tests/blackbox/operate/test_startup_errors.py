# SPDX-License-Identifier: Apache-2.0
"""What goes wrong at start is one clear sentence and an exit code."""

import errno
import os
import shutil
import socket
import subprocess
import sys

import pytest

from harness.daemon import REPORTS, ROOT, binary, patience
from harness.ports import free_port

FAILED, CONFIGURATION, NOT_PERMITTED = 1, 2, 5


def start(words, folder, **settings):
    """Runs until it ends by itself; the error text without reports of sanitizers."""
    done = subprocess.run([str(binary()), *map(str, words)], capture_output=True, text=True,
                          cwd=folder, timeout=15 * patience(), check=False, **settings)
    assert not any(report in done.stderr for report in REPORTS), done.stderr
    assert "ready" not in done.stderr.split(), done.stderr
    return done


def flags(port, **changes):
    words = {"listen": f"127.0.0.1:{port}", "upstream": "127.0.0.1:1", "prefix": "64:ff9b::/96",
             "shards": "1", **changes}
    return [part for key, value in words.items() for part in (f"--{key}", value)]


def one_sentence(done, *words):
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert 1 <= len(lines) <= 3, done.stderr
    for word in words:
        assert word.lower() in done.stderr.lower(), done.stderr
    assert "terminate called" not in done.stderr and "what():" not in done.stderr


@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
@pytest.mark.parametrize("shared", [False, True])
def test_port_busy(tmp_path, kind, shared):
    """Also where the other process would let it be shared."""
    port = free_port()
    with socket.socket(socket.AF_INET, kind) as sock:
        if shared:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.bind(("127.0.0.1", port))
        if kind == socket.SOCK_STREAM:
            sock.listen(1)
        done = start(flags(port), tmp_path)
    assert done.returncode == FAILED, done.stderr
    one_sentence(done, str(port), "another process holds the port")


def test_second_daemon_on_the_same_port(dns64d, upstream, tmp_path):
    daemon = dns64d.flags([upstream])
    done = start(flags(daemon.port), tmp_path)
    assert done.returncode == FAILED
    one_sentence(done, str(daemon.port))


@pytest.mark.parametrize("prefix", ["2001:db8::/95", "2001:db8::", "64:ff9b::/33", "nonsense",
                                    "2001:db8::/97", "2001:db8:0:0:100::/96", "192.0.2.0/24",
                                    "2001:db8::1/32", ""])
def test_bad_prefix(tmp_path, prefix):
    done = start(flags(free_port(), prefix=prefix), tmp_path)
    assert done.returncode == CONFIGURATION, done.stderr
    one_sentence(done, "prefix")


@pytest.mark.parametrize("changes", [{"listen": "127.0.0.1:99999"}, {"upstream": "nowhere"},
                                     {"shards": "-1"}, {"shards": "many"}, {"nonsense": "1"}])
def test_bad_flags(tmp_path, changes):
    done = start(flags(free_port(), **changes), tmp_path)
    assert done.returncode == CONFIGURATION, done.stderr
    assert done.stderr.strip()


def test_address_of_nobody(tmp_path):
    done = start(flags(free_port(), listen="198.51.100.1:5300"), tmp_path)
    assert done.returncode == FAILED
    one_sentence(done, "198.51.100.1")


def test_no_configuration_file(tmp_path):
    done = start(["--config", tmp_path / "missing.toml"], tmp_path)
    assert done.returncode == CONFIGURATION
    one_sentence(done, "missing.toml", "no such file")


def test_unreadable_configuration(tmp_path):
    (tmp_path / "folder.toml").mkdir()
    done = start(["--config", tmp_path / "folder.toml"], tmp_path)
    assert done.returncode == CONFIGURATION
    one_sentence(done, "folder.toml")


def test_unknown_user(tmp_path):
    config = tmp_path / "g.toml"
    config.write_text(f'[dns64d]\nlisten = ["127.0.0.1:{free_port()}"]\nshards = 1\n'
                      'user = "nobody-of-this-name"\ncontrol = ""\nmetrics = ""\n'
                      '[[upstream]]\nservers = ["127.0.0.1:1"]\n')
    done = start(["--config", config], tmp_path)
    assert done.returncode in (FAILED, CONFIGURATION), done.stderr
    one_sentence(done, "nobody-of-this-name")


@pytest.mark.parametrize("error", [errno.ENOSYS, errno.EPERM])
def test_no_io_uring(tmp_path, error):
    wrapper = ROOT / "tests" / "blackbox" / "harness" / "without_io_uring.py"
    done = subprocess.run([sys.executable, str(wrapper), str(error), str(binary()),
                           *flags(free_port())], capture_output=True, text=True, cwd=tmp_path,
                          timeout=15 * patience(), check=False)
    assert done.returncode in (FAILED, NOT_PERMITTED), done.stderr
    one_sentence(done, "io_uring")


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("setpriv") is None, reason="needs root")
def test_low_port_without_permission():
    with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", encoding="ascii") as file:
        if int(file.read()) <= 53:
            pytest.skip("every user may bind port 53 here")
    done = subprocess.run(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(binary()),
         *flags(0, listen="127.0.0.77:53")], capture_output=True, text=True, cwd="/",
        timeout=15 * patience(), check=False)
    assert done.returncode == NOT_PERMITTED, done.stderr
    one_sentence(done, "not permitted")


def test_control_socket_in_a_place_that_is_no_folder(tmp_path):
    config = tmp_path / "g.toml"
    (tmp_path / "none").write_text("a file")
    config.write_text(f'[dns64d]\nlisten = ["127.0.0.1:{free_port()}"]\nshards = 1\nuser = ""\n'
                      f'control = "{tmp_path}/none/c.sock"\nmetrics = ""\n'
                      '[[upstream]]\nservers = ["127.0.0.1:1"]\n')
    done = start(["--config", config], tmp_path)
    assert done.returncode == FAILED
    one_sentence(done, "c.sock")
