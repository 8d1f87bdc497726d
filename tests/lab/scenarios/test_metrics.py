# SPDX-License-Identifier: Apache-2.0
"""`nat64ctl metrics` of the real module, also after somebody replaced the instance atomically."""

import json
import re
import signal

import pytest

from harness.net import GATEWAY4, POOL6, SERVER4, mapped

INSTANCE = "measured"
PORT = "9465"


@pytest.fixture(name="translator", scope="module", autouse=True)
def translator_fixture(net, jool):
    net.forward()
    jool.run("instance", "add", INSTANCE, "--netfilter", "--pool6", POOL6)
    for protocol in ("tcp", "udp", "icmp"):
        jool.run("-i", INSTANCE, "pool4", "add", f"--{protocol}", GATEWAY4, "61000-65535")
    yield
    jool.run("instance", "remove", INSTANCE)


@pytest.fixture(name="scrape")
def scrape_fixture(net, nat64ctl):
    """One running service; call it for a page as {series: value}."""
    service = nat64ctl.start("--instance", INSTANCE, "metrics", "--listen", f"127.0.0.1:{PORT}")
    line = service.stderr.readline()
    assert "serving" in line, line

    def scrape():
        page = net.gateway.run(["curl", "-s", f"http://127.0.0.1:{PORT}/metrics"]).stdout
        return {series: float(value) for series, value in
                re.findall(r"^([a-z][^#\n]*) (\S+)$", page, re.MULTILINE)}

    yield scrape
    service.send_signal(signal.SIGTERM)
    _, stderr = service.communicate(timeout=60)
    assert service.returncode == 0, stderr


def ping(net):
    net.client.run(["ping", "-6", "-n", "-c", "2", "-W", "5", mapped(SERVER4)])


def of(family, **labels):
    inside = ",".join(f'{key}="{value}"' for key, value in
                      {"instance": INSTANCE, **labels}.items())
    return f"{family}{{{inside}}}"


def test_the_page_says_what_the_reference_says(net, jool, scrape):
    ping(net)
    page, stats = scrape(), jool.stats(INSTANCE)
    assert page[of("nat64_up")] == 1
    assert page[of("nat64_traffic_total", reason="JSTAT_SUCCESS")] == stats["JSTAT_SUCCESS"] > 0
    assert page[of("nat64_bindings")] == len(jool.bib(INSTANCE)) == 1
    assert page[of("nat64_pool4_ports", protocol="tcp", mark="0")] == 4536
    assert page[of("nat64_counter_resets_total")] == 0


def test_gauges_after_an_atomic_replacement(net, jool, scrape):
    ping(net)
    before = len(jool.bib(INSTANCE))
    assert scrape()[of("nat64_bindings")] == before > 0
    entries = [{"protocol": protocol, "prefix": f"{GATEWAY4}/32", "port range": "61000-65535"}
               for protocol in ("TCP", "UDP", "ICMP")]
    jool.path_for("/tmp/measured.json").write_text(json.dumps(
        {"instance": INSTANCE, "framework": "netfilter", "global": {"pool6": POOL6},
         "pool4": entries}))
    jool.run("file", "handle", "/tmp/measured.json")
    page = scrape()
    assert page[of("nat64_counter_resets_total")] == 1
    assert page[of("nat64_bindings")] == len(jool.bib(INSTANCE)) == before
    # The old bindings end: the kernel's own gauge is below zero now.
    jool.run("-i", INSTANCE, "pool4", "flush")
    assert jool.stats(INSTANCE)["JSTAT_BIB_ENTRIES"] != 0
    assert scrape()[of("nat64_bindings")] == len(jool.bib(INSTANCE)) == 0
