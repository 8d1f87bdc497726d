# SPDX-License-Identifier: Apache-2.0
"""A popular name is asked again before it runs out; the client never waits for it."""

import time

from harness import client


def ask_for(daemon, name, seconds, every=0.1):
    """Asks in steady steps; returns the longest wait."""
    worst, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.monotonic()
        assert client.rcode(client.ask(daemon.address, name)) == "NOERROR"
        worst = max(worst, time.monotonic() - start)
        time.sleep(every)
    return worst


def test_popular_name_is_refreshed_before_it_ends(dns64d, upstream):
    upstream.add("pop.example. 10 AAAA 2001:db8:1::1")
    daemon = dns64d.config([upstream], cache="prefetch = true")
    start = time.monotonic()
    client.ask(daemon.address, "pop.example")
    ask_for(daemon, "pop.example", 9.9 - (time.monotonic() - start))
    assert upstream.count("pop.example", "AAAA") == 2, "no prefetch in the last tenth"
    ask_for(daemon, "pop.example", 1.5)
    assert upstream.count("pop.example", "AAAA") == 2


def test_unpopular_name_is_not(dns64d, upstream):
    upstream.add("rare.example. 4 AAAA 2001:db8:1::1")
    daemon = dns64d.config([upstream], cache="prefetch = true")
    client.ask(daemon.address, "rare.example")
    time.sleep(4.5)
    assert upstream.count("rare.example", "AAAA") == 1


def test_off(dns64d, upstream):
    upstream.add("pop.example. 4 AAAA 2001:db8:1::1")
    daemon = dns64d.config([upstream], cache="prefetch = false")
    start = time.monotonic()
    client.ask(daemon.address, "pop.example")
    ask_for(daemon, "pop.example", 3.8 - (time.monotonic() - start))
    assert upstream.count("pop.example", "AAAA") == 1
