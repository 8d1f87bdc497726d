# SPDX-License-Identifier: Apache-2.0
"""With every upstream dead, what was known before is still answered (RFC 8767)."""

import time

from harness import client

STALE_MAX_S = 2.5


def warm(dns64d, upstream, cache):
    upstream.add("v4.example. 1 A 198.51.100.7\nv6.example. 1 AAAA 2001:db8:1::1")
    daemon = dns64d.config([upstream], cache=cache)
    assert client.data(client.ask(daemon.address, "v4.example"), "AAAA")
    assert client.data(client.ask(daemon.address, "v6.example"), "AAAA")
    upstream.mute = True
    time.sleep(1.6)
    return daemon


def test_stale_answers_within_two_seconds(dns64d, upstream):
    daemon = warm(dns64d, upstream, 'serve_stale = "1d"')
    for name, expected in (("v4.example", "64:ff9b::c633:6407"), ("v6.example", "2001:db8:1::1")):
        start = time.monotonic()
        answer = client.ask(daemon.address, name)
        assert time.monotonic() - start < STALE_MAX_S
        assert client.data(answer, "AAAA") == [expected]
        assert 0 < client.ttl(answer) <= 30
        assert 3 in client.ede_codes(answer)


def test_only_few_wait(dns64d, upstream):
    """Once it is known that nobody answers, stale data comes at once."""
    daemon = warm(dns64d, upstream, 'serve_stale = "1d"')
    slow = 0
    for _ in range(60):
        start = time.monotonic()
        answer = client.ask(daemon.address, "v6.example")
        took = time.monotonic() - start
        assert client.data(answer, "AAAA") == ["2001:db8:1::1"] and took < STALE_MAX_S
        slow += took > 0.2
        time.sleep(0.1)
    assert slow <= 4, slow


def test_fresh_again_when_the_upstream_is(dns64d, upstream):
    daemon = warm(dns64d, upstream, 'serve_stale = "1d"')
    client.ask(daemon.address, "v6.example")
    upstream.mute = False
    upstream.zone.nodes["v6.example."]["AAAA"] = ["v6.example. 300 AAAA 2001:db8:1::2"]
    upstream.add("")

    def fresh():
        answer = client.ask(daemon.address, "v6.example")
        return client.data(answer, "AAAA") == ["2001:db8:1::2"]

    assert upstream.wait_for(fresh, 40)


def test_off_means_servfail(dns64d, upstream):
    daemon = warm(dns64d, upstream, 'serve_stale = "0s"')
    assert client.rcode(client.ask(daemon.address, "v6.example", timeout=15)) == "SERVFAIL"


def test_never_known_is_servfail(dns64d, upstream):
    daemon = warm(dns64d, upstream, 'serve_stale = "1d"')
    answer = client.ask(daemon.address, "other.example", timeout=15)
    assert client.rcode(answer) == "SERVFAIL"
    assert set(client.ede_codes(answer)) & {22, 23}


def test_too_old_is_servfail(dns64d, upstream):
    daemon = warm(dns64d, upstream, 'serve_stale = "1s"')
    time.sleep(2)
    assert client.rcode(client.ask(daemon.address, "v6.example", timeout=15)) == "SERVFAIL"
