# SPDX-License-Identifier: Apache-2.0
"""More client sockets than ports: eight of each protocol, as status, doctor and stats show it."""

import pytest

from harness.net import CLIENT6, GATEWAY4, SERVER4, mapped
from harness.setup import add_instance
from harness.traffic import ping, until

INSTANCE = "narrow"
PORTS = 8
SOCKETS = 12

# Opens sockets of a type, sends through the translator on each and keeps all open.
CROWD = f"""import socket, sys, time
kind = socket.SOCK_STREAM if sys.argv[1] == "tcp" else socket.SOCK_DGRAM
crowd = []
for _ in range({SOCKETS}):
    one = socket.socket(socket.AF_INET6, kind)
    one.setblocking(False)
    one.connect_ex(("{mapped(SERVER4)}", 9999))
    if sys.argv[1] == "udp":
        one.send(b"x")
    crowd.append(one)
print("all", flush=True)
time.sleep(600)
"""


@pytest.fixture(name="crowd", scope="module", autouse=True)
def crowd_fixture(net, jool):
    net.forward()
    # Refusals would end TCP's sessions: to the clients the server is silent.
    net.server.run(["nft", "add table ip t; add chain ip t c { type filter hook input priority 0; "
                    "}; add rule ip t c meta l4proto { tcp, udp } drop"])
    add_instance(jool, INSTANCE, ports=f"61000-{61000 + PORTS - 1}")
    for protocol in ("tcp", "udp"):
        net.client.start(["python3", "-c", CROWD, protocol])
    until(lambda: len(jool.bib(INSTANCE)) >= 2 * PORTS, "every port is taken")
    until(lambda: jool.stats(INSTANCE)["JSTAT_BIB6_NOT_FOUND"] > 0, "a datagram found no port")
    until(lambda: jool.stats(INSTANCE)["JSTAT_UNKNOWN"] > 0, "a connection found no port")
    yield
    jool.run("instance", "remove", INSTANCE)


def test_status_shows_ports_used(nat64ctl):
    usage = nat64ctl("status", "--ports", "--no-rates", "--json", code=None).json["usage"]
    assert {row["protocol"]: (row["used"], row["ports"]) for row in usage["ports"]} == \
        {"tcp": (PORTS, PORTS), "udp": (PORTS, PORTS), "icmp": (0, PORTS)}
    assert usage["bindings"] == 2 * PORTS
    screen = nat64ctl("status", "--ports", "--no-rates", code=None).stdout
    assert "100% 8 of 8" in screen and "ports-" not in screen


def test_doctor_names_it_and_what_helps(nat64ctl):
    findings = {finding["id"]: finding
                for finding in nat64ctl("doctor", "--json", code=1).json["findings"]}
    for name in ("ports-exhausted-tcp", "ports-exhausted-udp"):
        assert "add-pool" in findings[name]["fix"], findings
    shown = nat64ctl("status", "--no-rates", "--json", code=None).json["findings"]
    assert {"ports-exhausted-tcp", "ports-exhausted-udp"} <= {row["id"] for row in shown}


def test_stats_group_it(nat64ctl, jool):
    rows = {row["name"]: row for row in nat64ctl("stats", "--json").json}
    for name in ("JSTAT_UNKNOWN", "JSTAT_BIB6_NOT_FOUND"):
        assert rows[name]["group"] == "exhaustion"
        assert 0 < rows[name]["value"] <= jool.stats(INSTANCE)[name]


def test_top_names_the_client(nat64ctl):
    [row] = nat64ctl("sessions", "--top", "1", "--json").json
    assert CLIENT6 in row.values()


def test_all_gone_is_a_problem(net, nat64ctl):
    """ICMP too: an identifier for each ping."""
    for _ in range(PORTS):
        assert ping(net.client, count=1)
    assert not ping(net.client, count=1, wait=2)
    found = {finding["id"]: finding
             for finding in nat64ctl("doctor", "--json", code=1).json["findings"]}
    assert found["ports-nearly-exhausted"]["severity"] == "problem"
    nat64ctl("status", "--no-rates", code=1)


def test_more_ports_help(net, nat64ctl):
    nat64ctl("add-pool", GATEWAY4, "62000-62999")
    assert ping(net.client, count=1)
