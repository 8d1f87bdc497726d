# SPDX-License-Identifier: Apache-2.0
"""The guard and the doctor on the real module: what clients reach through the prefix, and what the
doctor says of a gateway made by hand."""

import os

import pytest

from harness.net import GATEWAY4, POOL6, SERVER4, mapped

INSTANCE = "byhand"


@pytest.fixture(name="instance", scope="module", autouse=True)
def instance_fixture(net, jool):
    net.forward()
    jool.run("instance", "add", INSTANCE, "--netfilter", "--pool6", POOL6)
    for protocol in ("tcp", "udp", "icmp"):
        jool.run("-i", INSTANCE, "pool4", "add", f"--{protocol}", GATEWAY4, "61000-65535")
    net.gateway.start(["/usr/bin/python3", "-m", "http.server", "--bind", GATEWAY4, "8080"])
    net.gateway.run(["sh", "-c", "until ss -Hltn sport = 8080 | grep -q 8080; do sleep 0.1; done"])


def pings(net, address4):
    done = net.client.run(["ping", "-6", "-n", "-c", "2", "-W", "3", mapped(address4)], check=False)
    return done.returncode == 0


def reaches_service(net):
    done = net.client.run(["curl", "-gsS", "-m", "5", "-o", "/dev/null",
                           f"http://[{mapped(GATEWAY4)}]:8080/"], check=False)
    return done.returncode == 0


def stopped(nat64ctl, reason):
    counters = nat64ctl("guard", "status", "--json").json["counters"]
    return {row["reason"]: row["packets"] for row in counters}[reason]


def ids(nat64ctl):
    return {finding["id"] for finding in nat64ctl("doctor", "--json", code=1).json["findings"]}


def test_without_guard_own_services_are_open(net, nat64ctl):
    assert pings(net, SERVER4)
    assert pings(net, GATEWAY4) and reaches_service(net)
    assert not nat64ctl("guard", "status", "--json", code=1).json["installed"]
    assert "guard-missing" in ids(nat64ctl)


def test_guard_stops_own_addresses_and_nothing_else(net, nat64ctl):
    assert nat64ctl("guard", "on", "--json").json == {"changed": True, "pool6": POOL6}
    assert not nat64ctl("guard", "on", "--json").json["changed"]
    assert pings(net, SERVER4)
    assert not pings(net, GATEWAY4) and not reaches_service(net)
    assert stopped(nat64ctl, "own_address") > 0
    pings(net, "127.0.0.1")
    assert stopped(nat64ctl, "loopback") == 2
    pings(net, "192.168.7.7")
    assert stopped(nat64ctl, "special_use") == 2
    assert not ids(nat64ctl) & {"guard-missing", "guard-out-of-date"}


def test_new_address_makes_it_out_of_date_only_with_a_file(net, nat64ctl, tmp_path):
    file = tmp_path / "gate64.toml"
    file.write_text(f'[[dns64]]\nprefix = "{POOL6}"\n[nat64]\ninstance = "{INSTANCE}"\n'
                    f'[[nat64.pool4]]\naddress = "{GATEWAY4}"\nports = "61000-65535"\n')
    file.chmod(0o600)
    config = ("--config", str(file))
    nat64ctl(*config, "guard", "on")
    net.gateway.run(["ip", "address", "add", "198.51.100.77/32", "dev", "lo"])
    findings = nat64ctl(*config, "doctor", "--json", code=1).json["findings"]
    assert "guard-out-of-date" in {finding["id"] for finding in findings}
    assert nat64ctl(*config, "guard", "on", "--json").json["changed"]
    assert not pings(net, "198.51.100.77")


def test_removal_asks(net, nat64ctl):
    nat64ctl("guard", "off", code=1)
    nat64ctl("guard", "off", "--yes")
    assert reaches_service(net)
    assert not nat64ctl("guard", "off", "--json").json["changed"]


@pytest.mark.skipif(os.environ.get("LAB_JOOL") == "4.1.13", reason="has no iptables framework")
def test_rules_without_instance_are_found(net, nat64ctl):
    net.gateway.run(["iptables", "-t", "mangle", "-A", "PREROUTING", "-j", "JOOL", "--instance",
                     "gone"])
    found = [finding for finding in nat64ctl("doctor", "--json", code=1).json["findings"]
             if finding["id"] == "rule-without-instance"]
    assert len(found) == 1
    net.gateway.run(found[0]["fix"].split())
    assert "rule-without-instance" not in ids(nat64ctl)


def test_unprivileged_doctor_says_what_it_lacks(nat64ctl):
    done = nat64ctl("doctor", "--json", code=None,
                    prefix=["setpriv", "--reuid", "65534", "--clear-groups", "--bounding-set",
                            "-all", "--inh-caps", "-all"])
    assert "unread-firewall" in {finding["id"] for finding in done.json["findings"]}
