# SPDX-License-Identifier: Apache-2.0
"""ipv4only.arpa is answered here with the client's own prefixes, even with every upstream dead."""

import dns.reversename
import pytest

from harness import client

CONSTANTS = ["192.0.0.170", "192.0.0.171"]


@pytest.mark.parametrize("prefix,expected", [
    ("64:ff9b::/96", ["64:ff9b::c000:aa", "64:ff9b::c000:ab"]),
    ("2001:db8::/32", ["2001:db8:c000:aa::", "2001:db8:c000:ab::"]),
    ("2001:db8:64:6464::/64", ["2001:db8:64:6464:c0:0:aa00:0", "2001:db8:64:6464:c0:0:ab00:0"]),
    ("64:ff9b:1:fffe::/96", ["64:ff9b:1:fffe::c000:aa", "64:ff9b:1:fffe::c000:ab"])])
def test_with_dead_upstreams(dns64d, upstream, prefix, expected):
    upstream.mute = True
    daemon = dns64d.flags([upstream], prefix=prefix, shards=1)
    answer = client.ask(daemon.address, "ipv4only.arpa", timeout=2)
    assert client.data(answer, "AAAA") == expected
    assert client.ttl(answer) == 3600
    assert client.data(client.ask(daemon.address, "ipv4only.arpa", "A"), "A") == CONSTANTS
    assert upstream.count() == 0


def test_other_types_and_names_below(dns64d, upstream):
    daemon = dns64d.flags([upstream])
    for kind in ("MX", "TXT", "SRV", "HTTPS"):
        answer = client.ask(daemon.address, "ipv4only.arpa", kind)
        assert client.rcode(answer) == "NOERROR" and not client.rows(answer), kind
    answer = client.ask(daemon.address, "x.ipv4only.arpa", "AAAA")
    assert client.rcode(answer) in ("NXDOMAIN", "NOERROR") and not client.rows(answer)
    assert upstream.count() == 0


def test_ds_goes_upstream(dns64d, upstream):
    daemon = dns64d.flags([upstream])
    client.ask(daemon.address, "ipv4only.arpa", "DS")
    assert upstream.count("ipv4only.arpa", "DS") == 1


def test_reverse_names(dns64d, upstream):
    upstream.mute = True
    daemon = dns64d.flags([upstream])
    for number in (170, 171):
        answer = client.ask(daemon.address, f"{number}.0.0.192.in-addr.arpa", "PTR", timeout=2)
        assert client.data(answer, "PTR") == ["ipv4only.arpa."]
        name = dns.reversename.from_address(f"64:ff9b::c000:{number:x}").to_text()
        answer = client.ask(daemon.address, name, "PTR", timeout=2)
        assert client.data(answer, "PTR") == ["ipv4only.arpa."]
    assert upstream.count() == 0


def test_immune_to_filters(dns64d, upstream):
    daemon = dns64d.config([upstream], dns64="""prefix = "2001:db8:96::/96"
mapped = ["198.51.100.0/24"]
exclude = ["::/0"]
special_use = "deny"
ipv4only_ttl = "5m"
""", extra='[[name]]\nzone = "arpa"\ndns64 = "never"')
    answer = client.ask(daemon.address, "ipv4only.arpa")
    assert client.data(answer, "AAAA") == ["2001:db8:96::c000:aa", "2001:db8:96::c000:ab"]
    assert client.ttl(answer) == 300


def test_own_prefix_of_each_client(dns64d, upstream):
    daemon = dns64d.config([upstream], dns64=[
        'prefix = "2001:db8:1::/96"\nclients = ["127.0.0.1/32"]',
        'prefix = "2001:db8:2::/96"\nclients = ["127.0.0.2/32"]'])
    for number in (1, 2, 1):
        answer = client.ask(daemon.address, "ipv4only.arpa", source=f"127.0.0.{number}")
        assert client.data(answer, "AAAA") == [f"2001:db8:{number}::c000:aa",
                                               f"2001:db8:{number}::c000:ab"]
    answer = client.ask(daemon.address, "ipv4only.arpa", source="127.0.0.3")
    assert not client.data(answer, "AAAA") and client.rcode(answer) == "NOERROR"
