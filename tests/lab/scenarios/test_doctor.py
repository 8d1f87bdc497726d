# SPDX-License-Identifier: Apache-2.0
"""Traps made for real: the doctor names each, and finds nothing on a box that has none."""

import json
import os
import pathlib
import subprocess

import pytest

from harness.net import CLIENT6, GATEWAY4, GATEWAY6, POOL6, SERVER4, TO_SERVER
from harness.sanitizer import ENVIRONMENT
from harness.setup import add_instance
from harness.traffic import until

INSTANCE = "examined"


@pytest.fixture(name="file", scope="module")
def file_fixture(tmp_path_factory):
    path = tmp_path_factory.mktemp("doctor") / "gate64.toml"
    path.write_text(f'[dns64d]\nlisten = ["[{GATEWAY6}]:53"]\nshards = 1\nuser = ""\n'
                    f'control = "{path.parent}/dns64d.sock"\nmetrics = ""\n'
                    f'[[upstream]]\nservers = ["{SERVER4}"]\n[[dns64]]\nprefix = "{POOL6}"\n'
                    f'[nat64]\ninstance = "{INSTANCE}"\n'
                    f'[[nat64.pool4]]\naddress = "{GATEWAY4}"\nports = "61000-65535"\n')
    path.chmod(0o600)
    return path


@pytest.fixture(name="doctor", scope="module", autouse=True)
def doctor_fixture(net, jool, nat64ctl, file):
    """A box without a trap; call for {id: finding}."""
    net.forward()
    net.gateway.sysctl("net.ipv4.ip_local_reserved_ports", "61000-65535")
    net.gateway.run(["ip", "-4", "route", "add", "default", "via", SERVER4])
    net.gateway.run(["ip", "-6", "route", "add", "default", "via", CLIENT6])
    add_instance(jool, INSTANCE)
    nat64ctl("--config", file, "guard", "on")
    binary = pathlib.Path(os.environ["GATE64_BIN"]) / "dns64d"
    net.gateway.start([binary, "--config", file], stderr=subprocess.DEVNULL,
                      env=dict(os.environ, **ENVIRONMENT))
    until((file.parent / "dns64d.sock").exists, "dns64d is ready")

    def findings(code=1):
        done = nat64ctl("--config", file, "doctor", "--json", code=code)
        assert done.json["healthy"] == (done.code == 0)
        return {finding["id"]: finding for finding in done.json["findings"]}

    yield findings
    jool.run("instance", "flush")


def test_nothing_is_wrong(nat64ctl, file, doctor):
    assert doctor(code=0) == {}
    assert "nothing wrong" in nat64ctl("--config", file, "doctor").stdout
    assert json.loads(nat64ctl("--config", file, "status", "--json").stdout)["healthy"]


# A trap, what takes it away, and how the doctor calls it; "jool" is the reference command.
TRAPS = {
    "missing-protocol": (
        ["jool", "-i", INSTANCE, "pool4", "remove", "--udp", GATEWAY4, "61000-65535"],
        ["jool", "-i", INSTANCE, "pool4", "add", "--udp", GATEWAY4, "61000-65535"],
        "pool4-lacks-udp"),
    "switched-off": (
        ["jool", "-i", INSTANCE, "global", "update", "manually-enabled", "off"],
        ["jool", "-i", INSTANCE, "global", "update", "manually-enabled", "on"],
        "instance-disabled"),
    "logging": (
        ["jool", "-i", INSTANCE, "global", "update", "logging-debug", "on"],
        ["jool", "-i", INSTANCE, "global", "update", "logging-debug", "off"],
        "logging-debug"),
    "no-forwarding": (
        ["sysctl", "-w", "net.ipv4.conf.all.forwarding=0"],
        ["sysctl", "-w", "net.ipv4.conf.all.forwarding=1"],
        "forwarding-off-ipv4"),
    "ephemeral-overlap": (
        ["sysctl", "-w", "net.ipv4.ip_local_port_range=32768 62000"],
        ["sysctl", "-w", "net.ipv4.ip_local_port_range=32768 60999"],
        None),
    "no-route": (
        ["ip", "-4", "route", "del", "default"],
        ["ip", "-4", "route", "add", "default", "via", SERVER4],
        "no-default-route-ipv4"),
    "own-nat": (
        ["nft", "add table ip n; add chain ip n c { type nat hook postrouting priority 100; }; "
         f"add rule ip n c ip saddr {GATEWAY4} masquerade"],
        ["nft", "delete table ip n"],
        "nat-on-pool4"),
    "blackhole": (
        ["ip", "-6", "route", "add", "blackhole", "64:ff9b::/104"],
        ["ip", "-6", "route", "del", "blackhole", "64:ff9b::/104"],
        "pool6-partly-blackholed"),
    "low-mtu": (
        ["jool", "-i", INSTANCE, "global", "update", "lowest-ipv6-mtu", "9000"],
        ["jool", "-i", INSTANCE, "global", "update", "lowest-ipv6-mtu", "1280"],
        "lowest-ipv6-mtu"),
    "guard-off": (["nft", "delete table ip6 gate64_guard"], None, "guard-missing"),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_trap(net, jool, nat64ctl, file, doctor, trap):
    def run(words):
        if words[0] == "jool":
            jool.run(*words[1:])
        else:
            net.gateway.run(words)

    make, undo, name = TRAPS[trap]
    run(make)
    try:
        found = doctor(code=None)
        if name:
            assert list(found)[:1] == [name], found
            assert found[name]["fix"] and found[name]["cause"] and found[name]["evidence"]
        else:
            assert not any("ephemeral" in one for one in found), "reserved ports are never taken"
    finally:
        if undo:
            run(undo)
        else:
            nat64ctl("--config", file, "guard", "on")


@pytest.mark.skipif(os.environ.get("LAB_JOOL") != "4.1.9", reason="mended in 4.1.10")
def test_fq_and_old_jool(net, doctor):
    net.gateway.run(["tc", "qdisc", "replace", "dev", TO_SERVER, "root", "fq"])
    try:
        found = doctor()
        assert TO_SERVER in found["qdisc-fq"]["fix"]
        net.gateway.run(found["qdisc-fq"]["fix"].split(";")[0].split())
        assert not doctor(code=0)
    finally:
        net.gateway.run(["tc", "qdisc", "del", "dev", TO_SERVER, "root"], check=False)


def test_a_service_on_a_port_of_pool4(net, doctor):
    code = "import socket, time; s = socket.create_server(('', 64000)); time.sleep(300)"
    listener = net.gateway.start(["python3", "-c", code])
    try:
        until(lambda: "pool4-socket" in doctor(code=None), "the doctor sees the service")
        assert "64000" in doctor()["pool4-socket"]["evidence"]
    finally:
        listener.terminate()
        listener.wait(30)


def test_no_instance(net, jool, doctor):
    """Last in this file."""
    jool.run("instance", "flush")
    assert next(iter(doctor())) == "no-instance"
