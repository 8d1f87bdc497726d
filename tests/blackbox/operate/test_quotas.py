# SPDX-License-Identifier: Apache-2.0
"""One victim zone or one client cannot take everything (threats T22, T23)."""

import time

from harness import client, wire
from harness.daemon import patience, scrape
from harness.replies import Reply


def prepare(upstream):
    upstream.suffix(".victim.test.", lambda q: Reply(drop=True))
    upstream.suffix(".example.", lambda q: Reply(answer=[f"{q.name} 300 A 198.51.100.7"]
                                                 if q.type == "A" else []))


def flood(daemon, count, suffix, source):
    """`count` names nobody will answer; returns the rcodes that came back within a second."""
    rcodes = []
    with client.udp_socket(daemon.address, source, timeout=0.0) as sock:
        for number in range(count):
            sock.send(wire.query(f"r{number}.{suffix}", "MX"))
            if number % 50 == 49:
                time.sleep(0.01)
        end = time.monotonic() + 1
        while time.monotonic() < end:
            try:
                rcodes.append(wire.parse_header(sock.recv(4096)).rcode)
            except OSError:
                time.sleep(0.01)
    return rcodes


def served(daemon, source, names=30):
    start = time.monotonic()
    for number in range(names):
        answer = client.ask(daemon.address, f"q{number}-{source[-1]}.example", source=source)
        assert client.data(answer, "AAAA") == ["64:ff9b::c633:6407"]
    assert time.monotonic() - start < 3 * patience()


def test_zone_quota(dns64d, upstream):
    prepare(upstream)
    daemon = dns64d.config([upstream], metrics=True, daemon="per_zone_in_flight = 100")
    rcodes = flood(daemon, 1000, "victim.test", "127.0.0.2")
    distinct = {query.name for query in upstream.log if query.name.endswith(".victim.test.")}
    assert 50 <= len(distinct) <= 250, f"{len(distinct)} names of one zone went out"
    assert set(rcodes) <= {wire.REFUSED, wire.SERVFAIL}
    served(daemon, "127.0.0.3")
    served(daemon, "127.0.0.2")
    assert scrape(daemon.metrics_port).total("", reason="zone") > 500


def test_client_quota(dns64d, upstream):
    prepare(upstream)
    daemon = dns64d.config([upstream], metrics=True, daemon="per_client_in_flight = 50")
    rcodes = flood(daemon, 500, "victim.test", "127.0.0.2")
    distinct = {query.name for query in upstream.log if query.name.endswith(".victim.test.")}
    assert 25 <= len(distinct) <= 150, f"{len(distinct)} names of one client went out"
    assert set(rcodes) <= {wire.REFUSED, wire.SERVFAIL}
    served(daemon, "127.0.0.3")
    assert scrape(daemon.metrics_port).total("", reason="client") > 200


def test_quota_is_free_again(dns64d, upstream):
    prepare(upstream)
    daemon = dns64d.config([upstream], daemon="per_client_in_flight = 50")
    flood(daemon, 300, "victim.test", "127.0.0.2")
    time.sleep(6)
    served(daemon, "127.0.0.2")


def test_many_names_of_a_dead_zone_leave_cached_names_alone(dns64d, upstream):
    prepare(upstream)
    daemon = dns64d.flags([upstream])
    client.ask(daemon.address, "hot.example")
    with client.udp_socket(daemon.address, "127.0.0.2", timeout=0.0) as sock:
        for number in range(20_000):
            try:
                sock.send(wire.query(f"w{number}.victim.test", "A"))
            except OSError:
                pass
            if number % 1000 == 999:
                start = time.monotonic()
                answer = client.ask(daemon.address, "hot.example", source="127.0.0.3")
                assert client.data(answer, "AAAA")
                assert time.monotonic() - start < patience()
    served(daemon, "127.0.0.3")


def test_whole_process_limit(dns64d, upstream):
    prepare(upstream)
    daemon = dns64d.config([upstream], daemon="max_in_flight = 64\nper_client_in_flight = 1000")
    flood(daemon, 400, "victim.test", "127.0.0.2")
    distinct = {query.name for query in upstream.log if query.name.endswith(".victim.test.")}
    assert len(distinct) <= 200
    time.sleep(6)
    served(daemon, "127.0.0.3")
