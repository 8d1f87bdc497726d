# SPDX-License-Identifier: Apache-2.0
"""dns64d on the oldest kernel we promise, with a real name server behind it."""

import os
import pathlib
import socket
import subprocess
import time

import pytest

from harness.net import GATEWAY4, GATEWAY6, POOL6, SERVER4, mapped
from harness.sanitizer import ENVIRONMENT, check_reports

NAME = "www.v4only.test"
ZONE = f"""$ORIGIN v4only.test.
$TTL 300
@ SOA ns host 1 3600 600 86400 300
@ NS ns
ns A {SERVER4}
www A {SERVER4}
"""
NSD = """server:
  ip-address: {address}
  username: ""
  pidfile: ""
  zonesdir: "{folder}"
  database: ""
  xfrdfile: "{folder}/xfrd"
  zonelistfile: "{folder}/zonelist"
  server-count: 1
remote-control:
  control-enable: no
zone:
  name: "v4only.test"
  zonefile: "zone"
"""


def dig(namespace, server, name, kind):
    return namespace.run(["dig", f"@{server}", "+short", "+time=3", "+tries=1", name, kind],
                         check=False).stdout.split()


@pytest.fixture(name="name_server", scope="module")
def name_server_fixture(net, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nsd")
    (folder / "zone").write_text(ZONE)
    (folder / "nsd.conf").write_text(NSD.format(address=SERVER4, folder=folder))
    net.server.start(["nsd", "-d", "-c", folder / "nsd.conf"], stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while SERVER4 not in dig(net.server, SERVER4, NAME, "A"):
        assert time.monotonic() < end, "NSD does not answer"
    return SERVER4


@pytest.fixture(name="dns64d", scope="module")
def dns64d_fixture(net, name_server, tmp_path_factory):
    """A running dns64d on the gateway, from a file; ends with a check of how it ended."""
    folder = tmp_path_factory.mktemp("dns64d")
    (folder / "gate64.toml").write_text(
        f'[dns64d]\nlisten = ["[{GATEWAY6}]:53"]\nshards = 2\nallow = ["2001:db8:1::/64"]\n'
        f'user = ""\ncontrol = ""\nmetrics = ""\n'
        f'[[upstream]]\nservers = ["{name_server}"]\n[[dns64]]\nprefix = "{POOL6}"\n')
    binary = pathlib.Path(os.environ["GATE64_BIN"]) / "dns64d"
    assert binary.exists(), f"no dns64d to test: build {binary}"
    log = folder / "log"
    with open(log, "wb") as output:
        process = net.gateway.start([binary, "--config", folder / "gate64.toml"], stderr=output,
                                    env=dict(os.environ, **ENVIRONMENT))
    end = time.monotonic() + 60
    while "ready" not in log.read_text():
        assert process.poll() is None and time.monotonic() < end, log.read_text()
        time.sleep(0.1)
    yield process
    process.terminate()
    code = process.wait(60)
    check_reports("dns64d", log.read_text())
    assert code == 0, log.read_text()


@pytest.fixture(name="translator", scope="module")
def translator_fixture(net, jool):
    net.forward()
    jool.run("instance", "add", "dns", "--netfilter", "--pool6", POOL6)
    for protocol in ("tcp", "udp", "icmp"):
        jool.run("-i", "dns", "pool4", "add", f"--{protocol}", GATEWAY4, "61000-65535")


@pytest.fixture(name="client", scope="module")
def client_fixture(net, dns64d):
    net.client.resolv_conf(f"nameserver {GATEWAY6}\n")
    return net.client


def test_dig_gets_a_synthesized_address(client):
    [answer] = dig(client, GATEWAY6, NAME, "AAAA")
    assert socket.inet_pton(socket.AF_INET6, answer) == \
        socket.inet_pton(socket.AF_INET6, mapped(SERVER4))


def test_getaddrinfo_finds_it(client):
    shown = client.run(["getent", "ahostsv6", NAME]).stdout
    assert "64:ff9b::" in shown


def test_ping_by_name(client, translator):
    client.run(["ping", "-6", "-n", "-c", "2", "-W", "5", NAME])
