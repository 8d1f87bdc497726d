# SPDX-License-Identifier: Apache-2.0
"""instance, bib, sessions, stats, get, set and status against the reference's listings."""

import re

import pytest

from harness.net import CLIENT6, GATEWAY4, POOL6, SERVER4, mapped
from harness.setup import add_instance
from harness.traffic import fetch, http_server, ping

INSTANCE = "listed"


@pytest.fixture(name="translator", scope="module", autouse=True)
def translator_fixture(net, jool):
    net.forward()
    add_instance(jool, INSTANCE)
    jool.run("-i", INSTANCE, "global", "update", "icmp-timeout", "0:10:00")
    yield
    jool.run("instance", "flush")


@pytest.fixture(name="traffic", scope="module")
def traffic_fixture(net, translator, tmp_path_factory):
    """A session of each protocol, and two of TCP."""
    folder = tmp_path_factory.mktemp("www")
    with http_server(net.server, SERVER4, folder):
        assert ping(net.client)
        for _ in range(2):
            assert fetch(net.client, mapped(SERVER4)) is not None
        # Nobody listens: the datagram makes a session all the same.
        net.client.run(["python3", "-c", "import socket; socket.socket(socket.AF_INET6, "
                        f"socket.SOCK_DGRAM).sendto(b'x', ('{mapped(SERVER4)}', 9999))"])
        yield


def bindings(jool):
    return {(row["Protocol"].lower(), row["IPv6 Address"], int(row["IPv6 L4-ID"]),
             row["IPv4 Address"], int(row["IPv4 L4-ID"]), row["Static?"] == "1")
            for row in jool.bib(INSTANCE)}


def told_bindings(rows):
    return {(row["protocol"], row["client"], row["client_port"], row["pool4"], row["pool4_port"],
             row["static"]) for row in rows}


def test_bindings_and_sessions(jool, nat64ctl, traffic):
    assert told_bindings(nat64ctl("bib", "list", "--json").json) == bindings(jool)
    reference = {(row["Protocol"].lower(), row["IPv6 Remote Address"],
                  int(row["IPv6 Remote L4-ID"]), int(row["IPv4 Local L4-ID"]),
                  row["IPv4 Remote Address"], int(row["IPv4 Remote L4-ID"]))
                 for row in jool.sessions(INSTANCE)}
    rows = nat64ctl("sessions", "--json").json
    assert {(row["protocol"], row["client"], row["client_port"], row["pool4_port"], row["server"],
             row["server_port"]) for row in rows} == reference
    assert sorted(row["protocol"] for row in rows) == ["icmp", "tcp", "tcp", "udp"]
    assert all(0 < row["expires_ms"] <= 600_000 for row in rows)


@pytest.mark.parametrize("words,count", [
    (["--protocol", "udp"], 1), (["--client", CLIENT6], 4), (["--client", "2001:db8:9::/64"], 0),
    (["--server", f"{SERVER4}/32"], 4), (["--server", "192.0.2.0/24"], 0),
    (["--state", "established"], 0),
])
def test_session_filters(nat64ctl, traffic, words, count):
    assert len(nat64ctl("sessions", *words, "--json").json) == count


def test_top_clients(nat64ctl, traffic):
    [row] = nat64ctl("sessions", "--top", "3", "--json").json
    assert CLIENT6 in row.values() and 4 in row.values()


def test_counters(jool, nat64ctl, traffic):
    before = jool.stats(INSTANCE)
    told = {row["name"]: row["value"] for row in nat64ctl("stats", "--json").json}
    after = jool.stats(INSTANCE)
    assert told.keys() == before.keys()
    # The box itself receives a packet now and then.
    assert all(before[name] <= told[name] <= after[name] for name in told)
    assert told["JSTAT_SUCCESS"] > 10 and told["JSTAT_BIB_ENTRIES"] == 4
    rated = nat64ctl("stats", "--rate", "1s", "--json").json
    assert any(row["per_second"] is not None for row in rated)


def plain(value):
    """A setting as both programs would say it: numbers in ms, lower-case words."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    text = str(value).lower()
    time = re.fullmatch(r"(\d+):(\d\d):(\d\d)(?:\.(\d{3}))?", text)
    if time:
        hours, minutes, seconds, ms = (int(part or 0) for part in time.groups())
        return str(((hours * 60 + minutes) * 60 + seconds) * 1000 + ms)
    return text


def test_settings_are_the_references(jool, nat64ctl):
    told = {row["key"]: plain(row["value"]) for row in nat64ctl("get", "--json").json}
    reference = {key: plain(value) for key, value in jool.settings(INSTANCE).items()}
    reference.pop("Field", None)
    assert told == reference


@pytest.mark.parametrize("key,value,seen", [
    ("udp-timeout", "2m", "0:02:00"), ("mtu-plateaus", "1280,1500", "1500,1280"),
    ("tos", "16", "16"), ("logging-bib", "true", "TRUE"),
])
def test_set(jool, nat64ctl, key, value, seen):
    initial = jool.settings(INSTANCE)[key]
    assert nat64ctl("set", key, value, "--json").json["changed"]
    assert jool.settings(INSTANCE)[key] == seen
    assert not nat64ctl("set", key, value, "--json").json["changed"]
    nat64ctl("set", key, "default")
    assert jool.settings(INSTANCE)[key] == initial


@pytest.mark.parametrize("key,value,why", [
    ("tcp-est-timeout", "1m", "2h"), ("udp-timout", "5m", "udp-timeout"),
    ("pool6", "64:ff9b:1::/96", "plan"), ("eam-hairpin-mode", "0", "eam-hairpin-mode"),
])
def test_set_refused(jool, nat64ctl, key, value, why):
    before = jool.settings(INSTANCE)
    assert why in nat64ctl("set", key, value, code=2).stderr
    assert jool.settings(INSTANCE) == before


def test_static_bindings(jool, nat64ctl):
    entry = ("tcp", CLIENT6, 443, GATEWAY4, 61443, True)
    nat64ctl("bib", "add", "tcp", f"[{CLIENT6}]:443", f"{GATEWAY4}:61443")
    assert entry in bindings(jool)
    assert told_bindings(nat64ctl("bib", "list", "--static", "--json").json) == {entry}
    taken = nat64ctl("bib", "add", "tcp", f"[{CLIENT6}]:444", f"{GATEWAY4}:61443", code=1)
    assert "bound already" in taken.stderr
    outside = nat64ctl("bib", "add", "tcp", f"[{CLIENT6}]:444", "192.0.2.1:61443", code=1)
    assert "add-pool" in outside.stderr
    nat64ctl("bib", "remove", "tcp", f"{GATEWAY4}:61443")
    assert entry not in bindings(jool)
    nat64ctl("bib", "remove", "tcp", f"{GATEWAY4}:61443", code=1)


def test_status(net, nat64ctl, traffic):
    told = nat64ctl("status", "--ports", "--json").json
    assert told["healthy"] and told["instance"]["name"] == INSTANCE
    assert told["instance"]["pool6"] == POOL6 and told["module"]["loaded"]
    assert {row["protocol"]: row["used"] for row in told["usage"]["ports"]} == \
        {"tcp": 2, "udp": 1, "icmp": 1}
    net.gateway.sysctl("net.ipv6.conf.all.forwarding", 0)
    try:
        told = nat64ctl("status", "--no-rates", "--json", code=1).json
        assert not told["healthy"]
        assert "forwarding-off-ipv6" in {finding["id"] for finding in told["findings"]}
    finally:
        net.gateway.sysctl("net.ipv6.conf.all.forwarding", 1)


def names(jool):
    return {row["Name"] for row in jool.instances()}


def test_instances(jool, nat64ctl):
    second = nat64ctl("instance", "add", "second", code=1)
    assert "Netfilter" in second.stderr or "netfilter" in second.stderr
    assert "15" in nat64ctl("instance", "add", "sixteen-letters-", code=2).stderr
    nat64ctl("instance", "add", "odd", "--pool6", "64:ff9b::/90", code=2)
    assert names(jool) == {INSTANCE}
    assert nat64ctl("instance", "list", "--json").json == [
        {"name": INSTANCE, "framework": "netfilter", "here": True, "pool6": POOL6}]
    nat64ctl("instance", "remove", "absent", "--yes", code=1)


def test_instances_of_elsewhere_are_left_alone(net, jool, nat64ctl):
    """Last in this file: it removes the instance."""
    there = net.client
    nat64ctl("instance", "add", "elsewhere", "--pool6", "64:ff9b:1::/96", namespace=there)
    shown = {row["name"]: row["here"] for row in nat64ctl("instance", "list", "--json").json}
    assert shown == {INSTANCE: True, "elsewhere": False}
    assert "--yes" in nat64ctl("instance", "remove", INSTANCE, code=1).stderr
    assert nat64ctl("instance", "flush", "--yes", "--json").json["removed"] == [INSTANCE]
    assert names(jool) == {"elsewhere"}
    nat64ctl("instance", "remove", "elsewhere", "--yes", namespace=there)
    assert not names(jool)
