# SPDX-License-Identifier: Apache-2.0
"""What people send through a translator: pings, pages and names, small, large and in fragments."""

import hashlib
import subprocess

import pytest

from harness.net import CLIENT6, GATEWAY4, SERVER4, mapped
from harness.traffic import fetch, http_server, ping, until

INSTANCE = "traffic"
NAME = "www.v4only.test"
LARGE = "large.v4only.test"
ZONE = f"""$ORIGIN v4only.test.
$TTL 300
@ SOA ns host 1 3600 600 86400 300
@ NS ns
ns A {SERVER4}
www A {SERVER4}
large TXT {' '.join('"' + letter * 250 + '"' for letter in "abcdefghij")}
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
  ipv4-edns-size: 4096
remote-control:
  control-enable: no
zone:
  name: "v4only.test"
  zonefile: "zone"
"""


@pytest.fixture(name="translator", scope="module", autouse=True)
def translator_fixture(net, jool, nat64ctl):
    net.forward()
    nat64ctl("instance", "add", INSTANCE)
    nat64ctl("add-pool", GATEWAY4, "61000-65535")
    yield
    jool.run("instance", "remove", INSTANCE)


def dig(net, name, kind, *options):
    return net.client.run(["dig", f"@{mapped(SERVER4)}", "+short", "+time=5", "+tries=2", *options,
                           name, kind], check=False).stdout


@pytest.fixture(name="name_server", scope="module")
def name_server_fixture(net, translator, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nsd")
    (folder / "zone").write_text(ZONE)
    (folder / "nsd.conf").write_text(NSD.format(address=SERVER4, folder=folder))
    net.server.start(["nsd", "-d", "-c", folder / "nsd.conf"], stderr=subprocess.DEVNULL)
    until(lambda: SERVER4 in dig(net, NAME, "A"), "NSD answers through the translator")


@pytest.mark.parametrize("size", [8, 1400, 3000])
def test_ping(net, size):
    assert ping(net.client, size=size)


def test_page_of_a_megabyte(net, tmp_path):
    content = "".join(f"{number:15}\n" for number in range(65536))
    (tmp_path / "large").write_text(content)
    with http_server(net.server, SERVER4, tmp_path):
        got = fetch(net.client, mapped(SERVER4), "/large", wait=60)
    assert got is not None
    assert hashlib.sha256(got.encode()).digest() == hashlib.sha256(content.encode()).digest()


def test_names_over_udp_and_tcp(net, name_server, jool):
    assert dig(net, NAME, "A").split() == [SERVER4]
    assert dig(net, NAME, "A", "+tcp").split() == [SERVER4]
    protocols = {row["Protocol"] for row in jool.sessions(INSTANCE)
                 if row["IPv4 Remote L4-ID"] == "53"}
    assert protocols == {"UDP", "TCP"}


def test_an_answer_in_fragments(net, name_server):
    """2.6 KB in one datagram: two IPv4 fragments, and three of IPv6 at lowest-ipv6-mtu."""
    got = dig(net, LARGE, "TXT", "+bufsize=4096", "+ignore", "+notcp")
    assert [len(text) for text in got.split()] == [252] * 10


def test_a_service_behind_the_translator(net, nat64ctl, tmp_path):
    """A static binding lets the IPv4 side begin."""
    (tmp_path / "page").write_text("from the client")
    nat64ctl("bib", "add", "tcp", f"[{CLIENT6}]:8080", f"{GATEWAY4}:61080")
    with http_server(net.client, CLIENT6, tmp_path):
        done = net.server.run(["curl", "-sS", "-m", "20", f"http://{GATEWAY4}:61080/page"])
    assert done.stdout == "from the client"
    nat64ctl("bib", "remove", "tcp", f"{GATEWAY4}:61080")


def test_switched_off_and_on_again(net, nat64ctl):
    nat64ctl("set", "manually-enabled", "false")
    assert not ping(net.client, wait=1)
    assert not nat64ctl("status", "--no-rates", "--json", code=1).json["instance"]["enabled"]
    nat64ctl("set", "manually-enabled", "true")
    assert ping(net.client)


def test_the_two_rules_of_the_iptables_framework(net, nat64ctl, jool):
    """Last in this file. An instance of its own, and nothing is translated before the rules."""
    if not jool.has_iptables():
        pytest.skip("this module has no iptables framework")
    jool.run("instance", "flush")
    nat64ctl("instance", "add", INSTANCE, "--framework", "iptables")
    nat64ctl("add-pool", GATEWAY4, "61000-65535")
    assert not ping(net.client, wait=1)
    found = {finding["id"] for finding in nat64ctl("doctor", "--json", code=1).json["findings"]}
    assert {"no-interception-ipv4", "no-interception-ipv6"} <= found
    for command in ("iptables", "ip6tables"):
        net.gateway.run([command, "-t", "mangle", "-A", "PREROUTING", "-j", "JOOL",
                         "--instance", INSTANCE])
    assert ping(net.client) and ping(net.client, size=3000)
    rules = nat64ctl("status", "--no-rates", "--json", code=None).json["interception"]
    assert {(rule["family"], rule["instance"]) for rule in rules} == \
        {("ipv4", INSTANCE), ("ipv6", INSTANCE)}
