# SPDX-License-Identifier: Apache-2.0
"""Ports of the box itself and of pool4: thousands of local connections never take one of the
translator's, once `tune` has been there."""

import pytest

from harness.net import GATEWAY4, POOL6, SERVER4
from harness.traffic import listens, ping, until

INSTANCE = "tuned"
FIRST, LAST = 40000, 60999
RANGE = "net.ipv4.ip_local_port_range"
RESERVED = "net.ipv4.ip_local_reserved_ports"
CONNECTIONS = 4000

ACCEPT = f"""import resource, socket
resource.setrlimit(resource.RLIMIT_NOFILE, (10000, 10000))
listener = socket.create_server(("{SERVER4}", 7777), backlog=4096)
kept = []
while True:
    kept.append(listener.accept())
"""
# Prints the local ports of so many connections that are open at once.
CONNECT = f"""import resource, socket, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (10000, 10000))
kept = [socket.create_connection(("{SERVER4}", 7777)) for _ in range(int(sys.argv[1]))]
print(*(one.getsockname()[1] for one in kept))
"""


@pytest.fixture(name="local_ports", scope="module")
def local_ports_fixture(net):
    net.server.start(["python3", "-c", ACCEPT])
    until(lambda: listens(net.server, 7777), "the listener")

    def connect(count):
        done = net.gateway.run(["python3", "-c", CONNECT, count])
        return [int(port) for port in done.stdout.split()]
    return connect


@pytest.fixture(name="config", scope="module")
def config_fixture(tmp_path_factory):
    path = tmp_path_factory.mktemp("tune") / "gate64.toml"
    path.write_text(f'[dns64d]\n[[dns64]]\nprefix = "{POOL6}"\n[nat64]\n'
                    f'instance = "{INSTANCE}"\n[[nat64.pool4]]\naddress = "{GATEWAY4}"\n'
                    f'ports = "{FIRST}-{LAST}"\n')
    path.chmod(0o600)
    return ["--config", path]


def ports_of(net):
    return net.gateway.sysctl(RANGE).split(), net.gateway.sysctl(RESERVED)


def test_untuned_they_collide(local_ports):
    assert any(FIRST <= port <= LAST for port in local_ports(200))


def test_tune_and_revert(net, jool, nat64ctl, config):
    before = ports_of(net)
    shown = nat64ctl(*config, "tune", "--dry-run", "--json").json
    assert ports_of(net) == before
    told = nat64ctl(*config, "tune", "--json").json
    assert told["changed"] and not told["persistent"]
    assert [row["after"] for row in told["settings"]] == [row["after"] for row in shown["settings"]]
    sockets = {row["protocol"]: row["sockets"] for row in told["capacity"]}
    assert sockets == {"tcp": 21000, "udp": 21000, "icmp": 21000}
    (low, high), reserved = ports_of(net)
    assert int(high) < FIRST or LAST < int(low)
    assert reserved == f"{FIRST}-{LAST}"
    assert not nat64ctl(*config, "tune", "--json").json["changed"]
    nat64ctl(*config, "tune", "--revert")
    assert ports_of(net) == before


def test_four_thousand_connections_take_no_port_of_pool4(net, jool, nat64ctl, config, local_ports):
    before = ports_of(net)
    nat64ctl(*config, "up")
    ports = local_ports(CONNECTIONS)
    assert len(set(ports)) == CONNECTIONS
    assert not [port for port in ports if FIRST <= port <= LAST]
    assert ping(net.client)
    found = {finding["id"] for finding in nat64ctl(*config, "doctor", "--json",
                                                   code=None).json["findings"]}
    assert not found & {"pool4-ephemeral-overlap", "pool4-not-reserved"}
    nat64ctl(*config, "down")
    assert ports_of(net) == before
