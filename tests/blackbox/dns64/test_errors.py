# SPDX-License-Identifier: Apache-2.0
"""AAAA that fail: on_error, DNSSEC failures, time-outs; A that fails after an empty AAAA."""

import time

import pytest

from harness import client, wire
from harness.replies import Reply

A = Reply(answer=["v4.example. 3000 A 198.51.100.7"])
MADE = ["64:ff9b::c633:6407"]


@pytest.mark.parametrize("rcode", [wire.SERVFAIL, wire.REFUSED, wire.NOTIMP])
def test_failing_aaaa_is_synthesized_for_a_short_time(dns64d, upstream, rcode):
    upstream.script("v4.example", "AAAA", Reply(rcode=rcode))
    upstream.script("v4.example", "A", A)
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "v4.example", timeout=15)
    assert client.data(answer, "AAAA") == MADE
    assert client.ttl(answer) <= 30


def test_on_error_fail(dns64d, upstream):
    upstream.script("v4.example", "AAAA", Reply(rcode=wire.SERVFAIL))
    upstream.script("v4.example", "A", A)
    daemon = dns64d.config([upstream], dns64='prefix = "64:ff9b::/96"\non_error = "fail"')
    assert client.rcode(client.ask(daemon.address, "v4.example", timeout=15)) == "SERVFAIL"


def test_error_ttl_is_configurable(dns64d, upstream):
    upstream.script("v4.example", "AAAA", Reply(rcode=wire.SERVFAIL))
    upstream.script("v4.example", "A", A)
    daemon = dns64d.config([upstream], dns64='prefix = "64:ff9b::/96"\nerror_ttl = "7s"')
    assert client.ttl(client.ask(daemon.address, "v4.example", timeout=15)) <= 7


@pytest.mark.parametrize("code", [5, 6, 7, 8, 9, 10, 11, 12])
def test_dnssec_failure_stays_servfail(dns64d, upstream, code):
    upstream.script("v4.example", "AAAA", Reply(rcode=wire.SERVFAIL, ede=(code, "bogus")))
    upstream.script("v4.example", "A", A)
    daemon = dns64d.flags([upstream], shards=1)
    answer = client.ask(daemon.address, "v4.example", timeout=15)
    assert client.rcode(answer) == "SERVFAIL" and not client.rows(answer)


def test_servfail_that_answers_with_cd_is_a_dnssec_failure(dns64d, upstream):
    """The server says nothing of its reason; asked again with CD=1 it answers."""
    def servfail_unless_cd(query):
        if query.flags & wire.CD:
            return Reply(authority=[upstream.zone.soa])
        return Reply(rcode=wire.SERVFAIL)

    upstream.script("v4.example", "AAAA", servfail_unless_cd)
    upstream.script("v4.example", "A", A)
    daemon = dns64d.flags([upstream])
    assert client.rcode(client.ask(daemon.address, "v4.example", timeout=15)) == "SERVFAIL"


def test_with_a_in_hand_a_silent_aaaa_costs_at_most_a_while(dns64d, upstream):
    upstream.script("v4.example", "AAAA", Reply(drop=True))
    upstream.script("v4.example", "A", A)
    daemon = dns64d.flags([upstream])
    start = time.monotonic()
    answer = client.ask(daemon.address, "v4.example", timeout=15)
    assert client.data(answer, "AAAA") == MADE
    assert 1.0 < time.monotonic() - start < 4
    assert client.ttl(answer) <= 30


def test_late_aaaa_corrects_the_cache(dns64d, upstream):
    upstream.script("v4.example", "AAAA", Reply(
        answer=["v4.example. 300 AAAA 2001:db8:1::7"], delay=2.5))
    upstream.script("v4.example", "A", A)
    daemon = dns64d.flags([upstream])
    first = client.ask(daemon.address, "v4.example", timeout=15)
    assert client.data(first, "AAAA") == MADE

    def corrected():
        return client.data(client.ask(daemon.address, "v4.example"), "AAAA") == ["2001:db8:1::7"]

    assert upstream.wait_for(corrected, 5)


def test_a_failing_after_an_empty_aaaa(dns64d, upstream):
    upstream.script("v4.example", "AAAA", Reply(authority=[upstream.zone.soa]))
    upstream.script("v4.example", "A", Reply(rcode=wire.SERVFAIL))
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, "v4.example", timeout=15)
    assert client.rcode(answer) == "SERVFAIL" and not client.rows(answer)


def test_serial_when_parallel_is_off(dns64d, upstream):
    upstream.script("v4.example", "AAAA", Reply(authority=[upstream.zone.soa], hold="aaaa"))
    upstream.script("v4.example", "A", A)
    daemon = dns64d.config([upstream], dns64='prefix = "64:ff9b::/96"\nparallel = false')
    sock = client.udp_socket(daemon.address)
    sock.send(wire.query("v4.example", "AAAA"))
    assert upstream.wait_for(lambda: upstream.count("v4.example", "AAAA"))
    time.sleep(0.15)
    assert upstream.count("v4.example", "A") == 0
    upstream.release("aaaa")
    assert client.data(wire.message(sock.recv(4096)), "AAAA") == MADE
    sock.close()
