# SPDX-License-Identifier: Apache-2.0
"""`nat64ctl probe` through the real translator, which the reference command set up."""

import signal
import time

import pytest

from harness.net import GATEWAY4, POOL6, SERVER4

INSTANCE = "probed"
PROTOCOLS = ("tcp", "udp", "icmp")


@pytest.fixture(name="translator", scope="module", autouse=True)
def translator_fixture(net, jool):
    net.forward()
    jool.run("instance", "add", INSTANCE, "--netfilter", "--pool6", POOL6)
    for protocol in PROTOCOLS:
        jool.run("-i", INSTANCE, "pool4", "add", f"--{protocol}", GATEWAY4, "61000-65535")
    yield
    jool.run("instance", "remove", INSTANCE)


@pytest.fixture(name="probe")
def probe_fixture(nat64ctl):
    def run(*words, code=0):
        return nat64ctl("--instance", INSTANCE, "probe", *words, code=code)
    return run


def outcomes(told):
    return {attempt["name"]: attempt["outcome"] for attempt in told["attempts"]}


def links(namespace):
    return namespace.run(["ip", "-o", "link"]).stdout.count("\n")


def test_small_large_and_fragmented(net, probe, jool):
    before = links(net.gateway)
    told = probe(SERVER4, "--timeout", "20s", "--json").json
    assert told["healthy"] and told["target"] == SERVER4
    for name in ("icmp-small", "icmp-full", "icmp-fragmented"):
        assert outcomes(told)[name] == "answered", told
    # Nobody listens there, and the refusal comes back through the translator.
    assert outcomes(told)["tcp-connect"] == outcomes(told)["udp-small"] == "refused", told
    assert {row["Protocol"] for row in jool.sessions(INSTANCE)} >= {"ICMP"}
    for _ in range(100):
        if links(net.gateway) == before:
            break
        time.sleep(0.1)
    assert links(net.gateway) == before, "the veth pair is gone"
    assert "g64p" not in net.gateway.run(["ip", "-6", "route"]).stdout


def test_a_service_answers(net, probe):
    server = net.server.start(["python3", "-m", "http.server", "8080", "--bind", SERVER4])
    try:
        for _ in range(200):
            if ":8080" in net.server.run(["ss", "-ltn"]).stdout:
                break
            time.sleep(0.1)
        told = probe(SERVER4, "--tcp-port", "8080", "--timeout", "20s", "--json").json
        assert outcomes(told)["tcp-connect"] == "answered"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def test_one_protocol_missing(net, probe, jool):
    jool.run("-i", INSTANCE, "pool4", "remove", "--tcp", GATEWAY4, "61000-65535")
    try:
        done = probe(SERVER4, "--tcp-port", "80", "--timeout", "6s", code=1)
        assert "tcp-connect" in done.stdout and "No TCP came back" in done.stdout
    finally:
        jool.run("-i", INSTANCE, "pool4", "add", "--tcp", GATEWAY4, "61000-65535")


def test_nobody_there(probe):
    done = probe("203.0.113.77", "--timeout", "6s", code=1)
    assert "FAILED" in done.stdout
    quiet = probe("203.0.113.77", "--timeout", "3s", "--quiet", code=1)
    assert not quiet.stdout


def test_killed_in_the_middle_leaves_nothing(net, nat64ctl):
    before = links(net.gateway)
    running = nat64ctl.start("--instance", INSTANCE, "probe", "203.0.113.77", "--timeout", "60s")
    for _ in range(300):
        if links(net.gateway) > before:
            break
        time.sleep(0.1)
    assert links(net.gateway) > before, "it was probing"
    running.kill()
    running.communicate(timeout=30)
    for _ in range(300):
        if links(net.gateway) == before:
            break
        time.sleep(0.1)
    assert links(net.gateway) == before


def test_only_zero_and_one(nat64ctl):
    """Health checks know no other exit codes."""
    assert "no IPv4 address" in nat64ctl("probe", "nonsense", code=1).stderr
    nat64ctl("--instance", "absent", "probe", SERVER4, code=1)
