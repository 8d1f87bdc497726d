# SPDX-License-Identifier: Apache-2.0
"""The metrics endpoint: Prometheus text, counters with reasons, nothing of what clients send."""

import http.client
import urllib.error
import urllib.request

import pytest

from harness import client, wire
from harness.daemon import scrape

HOSTILE = [b"\x05\"}\n\x00\xff\x07example\x00", b"\x08{inject}\x07example\x00",
           b"\x06\xc3\xa9 # =\x07example\x00"]


def test_text_parses_and_counts(dns64d, upstream):
    upstream.add("v4.example. 300 A 198.51.100.7\nv6.example. 300 AAAA 2001:db8:1::1")
    daemon = dns64d.config([upstream], metrics=True)
    before = scrape(daemon.metrics_port)
    for name in ("v4.example", "v6.example", "none.example", "v4.example"):
        client.ask(daemon.address, name)
    client.ask(daemon.address, "v4.example", cd=True)
    client.ask(daemon.address, "v4.example", tcp=True)
    after = scrape(daemon.metrics_port)

    def more(pattern, **labels):
        return after.total(pattern, **labels) - before.total(pattern, **labels)

    assert more("dns_queries_total", transport="udp") == 5
    assert more("dns_queries_total", transport="tcp") == 1
    assert more("dns64_synthesized_total") >= 1
    for reason in ("checking_disabled", "native", "nxdomain"):
        assert more("dns64_not_synthesized_total", reason=reason) >= 1, reason
    reasons = {value for rows in after.samples.values() for row in rows
               for key, value in row if key == "reason"}
    assert len(reasons) >= 20, reasons


def test_families_have_help_and_type(dns64d, upstream):
    daemon = dns64d.config([upstream], metrics=True)
    client.ask(daemon.address, "a.example")
    page = scrape(daemon.metrics_port)
    for name in page.samples:
        base = name
        for ending in ("_bucket", "_sum", "_count"):
            if name.endswith(ending) and name[:-len(ending)] in page.types:
                base = name[:-len(ending)]
        assert base in page.types, name
        assert f"# HELP {base} " in page.text, base
    assert "histogram" in page.types.values(), "a latency histogram"
    for name, kind in page.types.items():
        if kind == "counter":
            assert name.endswith("_total"), name


def test_histogram_is_cumulative(dns64d, upstream):
    daemon = dns64d.config([upstream], metrics=True)
    for number in range(20):
        client.ask(daemon.address, f"n{number}.example")
    page = scrape(daemon.metrics_port)
    for name in (name for name, kind in page.types.items() if kind == "histogram"):
        groups = {}
        for row, value in page.samples.get(name + "_bucket", {}).items():
            labels = dict(row)
            bound = float(labels.pop("le"))
            groups.setdefault(frozenset(labels.items()), []).append((bound, value))
        assert groups, name
        for labels, buckets in groups.items():
            values = [value for _, value in sorted(buckets)]
            assert values == sorted(values)
            assert sorted(buckets)[-1][0] == float("inf")
            assert page.samples[name + "_count"][labels] == values[-1]


def test_names_of_clients_never_show(dns64d, upstream):
    daemon = dns64d.config([upstream], metrics=True)
    for raw in HOSTILE:
        client.udp(daemon.address, wire.query(raw, "A"))
        client.udp(daemon.address, wire.query(raw, "AAAA"))
    page = scrape(daemon.metrics_port)
    assert "inject" not in page.text and "example" not in page.text
    for line in daemon.stderr_lines:
        assert all(character.isprintable() or character == "\t" for character in line), line


def test_other_paths_and_methods(dns64d, upstream):
    daemon = dns64d.config([upstream], metrics=True)
    base = f"http://127.0.0.1:{daemon.metrics_port}"
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(base + "/secret", timeout=5)
    assert error.value.code == 404
    connection = http.client.HTTPConnection("127.0.0.1", daemon.metrics_port, timeout=5)
    connection.request("POST", "/metrics", body=b"x" * 100000)
    assert connection.getresponse().status in (404, 405, 413)
    connection.close()
    with urllib.request.urlopen(base + "/metrics", timeout=5) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")


def test_slow_scraper_does_not_stop_dns(dns64d, upstream):
    daemon = dns64d.config([upstream], metrics=True)
    half_open = [client.Tcp(("127.0.0.1", daemon.metrics_port)) for _ in range(30)]
    for connection in half_open:
        connection.raw(b"GET /metr")
    assert client.rcode(client.ask(daemon.address, "localhost", "A")) == "NOERROR"
    for connection in half_open:
        connection.sock.close()
    scrape(daemon.metrics_port)


def test_off(dns64d, upstream):
    daemon = dns64d.config([upstream])
    assert daemon.alive()
