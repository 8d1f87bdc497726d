# SPDX-License-Identifier: Apache-2.0
"""`nat64ctl dns ...` against a running dns64d."""

import json
import os
import pathlib
import subprocess

import pytest

from harness import client
from harness.daemon import REPORTS, binary

ZONE = "v4.example. 3000 A 198.51.100.7\nv6.example. 3000 AAAA 2001:db8:1::1"


def nat64ctl(*words, code=0):
    """Runs it, checks the exit code; returns the CompletedProcess."""
    program = os.environ.get("GATE64_NAT64CTL") or pathlib.Path(binary()).with_name("nat64ctl")
    if not os.access(program, os.X_OK):
        pytest.fail(f"no nat64ctl to test: set GATE64_NAT64CTL ({program})", pytrace=False)
    done = subprocess.run([str(program), *map(str, words)], capture_output=True, text=True,
                          timeout=30, check=False)
    assert not any(report in done.stderr for report in REPORTS), done.stderr
    assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(name="daemon")
def daemon_fixture(dns64d, upstream):
    upstream.add(ZONE)
    return dns64d.config([upstream])


@pytest.fixture(name="dns")
def dns_fixture(daemon):
    def run(*words, code=0):
        return nat64ctl("dns", *words, "--config", daemon.config_path, code=code)
    return run


def test_status(dns, daemon, upstream):
    status = json.loads(dns("status", "--json").stdout)
    assert status["prefixes"] == ["64:ff9b::/96"]
    assert f"{daemon.address[0]}:{daemon.port}" in status["listen"]
    assert status["version"] and status["shards_answering"] == status["shards"]
    text = dns("status").stdout
    assert "64:ff9b::/96" in text and upstream.address in text


def test_stats(dns, daemon):
    client.ask(daemon.address, "v4.example")
    stats = json.loads(dns("stats", "--json").stdout)
    assert sum(value for name, value in stats.items() if "synthesized_total" in name) >= 1


def test_explain(dns):
    text = dns("explain", "v4.example", "--client", "127.0.0.1").stdout
    assert "64:ff9b::c633:6407" in text and "v4.example" in text
    told = json.loads(dns("explain", "v6.example", "AAAA", "--client", "127.0.0.1", "--do",
                          "--json").stdout)
    assert [record["data"] for record in told["answer"]] == ["2001:db8:1::1"]


def test_explain_needs_a_client(dns):
    assert "--client" in dns("explain", "v4.example", code=2).stderr


def test_flush(dns, daemon, upstream):
    client.ask(daemon.address, "v4.example")
    before = upstream.count("v4.example", "A")
    dns("flush", "v4.example")
    client.ask(daemon.address, "v4.example")
    assert upstream.count("v4.example", "A") == before + 1
    assert "everything" in dns("flush").stdout
    assert dns("flush", "a..b", code=1).stderr.startswith("nat64ctl: dns64d: ")


def test_reload(dns, daemon):
    daemon.rewrite(daemon.render(dns64='prefix = "2001:db8:9::/96"'))
    dns("reload")
    assert json.loads(dns("status", "--json").stdout)["prefixes"] == ["2001:db8:9::/96"]


def test_by_socket_alone(daemon, tmp_path):
    control = next(path for path in daemon.folder.iterdir() if path.is_socket())
    done = nat64ctl("dns", "status", "--socket", control, "--config", tmp_path / "none.toml")
    assert "64:ff9b::/96" in done.stdout


def test_nobody_there(tmp_path):
    done = nat64ctl("dns", "status", "--socket", tmp_path / "none.sock", code=1)
    assert "is dns64d running" in done.stderr and not done.stdout
