# SPDX-License-Identifier: Apache-2.0
"""Several policies, clients, mapped ranges, exclusions, special use, rules of names."""

import pytest

from harness import client
from harness.replies import Reply

ONE, TWO = 'prefix = "2001:db8:1::/96"', 'prefix = "2001:db8:2::/96"'


def asked(daemon, name, **settings):
    return client.data(client.ask(daemon.address, name, **settings), "AAAA")


def test_every_matching_policy_in_order(dns64d, upstream):
    upstream.add("v4.example. 300 A 198.51.100.7\nv4.example. 300 A 198.51.100.8")
    daemon = dns64d.config([upstream], dns64=[TWO, ONE])
    assert asked(daemon, "v4.example") == [
        "2001:db8:1::c633:6407", "2001:db8:1::c633:6408",
        "2001:db8:2::c633:6407", "2001:db8:2::c633:6408"]


def test_clients_never_see_each_others_prefix(dns64d, upstream):
    upstream.add("v4.example. 300 A 198.51.100.7")
    daemon = dns64d.config([upstream], dns64=[
        ONE + '\nclients = ["127.0.0.1/32", "!127.0.0.3/32"]', TWO + '\nclients = ["127.0.0.2"]'])
    for _ in range(3):
        assert asked(daemon, "v4.example", source="127.0.0.1") == ["2001:db8:1::c633:6407"]
        assert asked(daemon, "v4.example", source="127.0.0.2") == ["2001:db8:2::c633:6407"]
        assert asked(daemon, "v4.example", source="127.0.0.3") == []
    assert upstream.count("v4.example", "AAAA") == 1
    assert upstream.count("v4.example", "A") == 1


def test_mapped_ranges_choose_the_prefix(dns64d, upstream):
    upstream.add("a.example. 300 A 198.51.100.7\nb.example. 300 A 203.0.113.7\n"
                 "c.example. 300 A 192.0.2.7\nc.example. 300 A 198.51.100.7")
    daemon = dns64d.config([upstream], dns64=[
        ONE + '\nmapped = ["198.51.100.0/24"]', TWO + '\nmapped = ["!198.51.100.0/24", "any"]'])
    assert asked(daemon, "a.example") == ["2001:db8:1::c633:6407"]
    assert asked(daemon, "b.example") == ["2001:db8:2::cb00:7107"]
    assert asked(daemon, "c.example") == ["2001:db8:1::c633:6407", "2001:db8:2::c000:207"]


def test_excluded_aaaa_count_as_absent(dns64d, upstream):
    upstream.add("only.example. 300 A 198.51.100.7\nonly.example. 300 AAAA ::ffff:198.51.100.7\n"
                 "mix.example. 300 AAAA ::ffff:198.51.100.7\nmix.example. 300 AAAA 2001:db8:9::1\n"
                 "in.example. 300 AAAA 64:ff9b::7f00:1\nin.example. 300 A 198.51.100.9\n"
                 "alone.example. 300 AAAA 64:ff9b::7f00:1")
    daemon = dns64d.flags([upstream])
    assert asked(daemon, "only.example") == ["64:ff9b::c633:6407"]
    assert asked(daemon, "mix.example") == ["2001:db8:9::1"]
    assert asked(daemon, "in.example") == ["64:ff9b::c633:6409"]
    alone = client.ask(daemon.address, "alone.example")
    assert client.rcode(alone) == "NOERROR" and not client.rows(alone)
    assert client.data(alone, "SOA", "authority"), "a denial that can be kept"


def test_exclude_acl_with_negation(dns64d, upstream):
    upstream.add("x.example. 300 AAAA 2001:db8:5::1\nx.example. 300 AAAA 2001:db8:6::1\n"
                 "x.example. 300 A 198.51.100.7")
    daemon = dns64d.config([upstream], dns64=ONE + (
        '\nexclude = ["!2001:db8:6::/48", "2001:db8::/32"]'))
    assert asked(daemon, "x.example") == ["2001:db8:6::1"]


SPECIAL = ["0.0.0.1", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1",
           "192.0.0.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"]


def test_special_use_addresses_are_not_mapped(dns64d, upstream):
    for number, address in enumerate(SPECIAL):
        upstream.add(f"s{number}.example. 300 A {address}")
    upstream.add("mix.example. 300 A 10.0.0.1\nmix.example. 300 A 8.8.8.8")
    daemon = dns64d.flags([upstream])
    for number, address in enumerate(SPECIAL):
        answer = client.ask(daemon.address, f"s{number}.example")
        assert client.rcode(answer) == "NOERROR" and not client.rows(answer), address
        assert client.data(answer, "SOA", "authority"), address
    assert asked(daemon, "mix.example") == ["64:ff9b::808:808"]
    for address in ("192.0.2.1", "198.51.100.1", "203.0.113.1"):
        upstream.add(f"doc{address}.example. 300 A {address}")
        assert len(asked(daemon, f"doc{address}.example")) == 1


@pytest.mark.parametrize("setting,private,loopback", [
    ('special_use = "private"', True, False), ('special_use = "allow"', True, True),
    ('mapped = ["10.0.0.0/8", "any"]', True, False)])
def test_special_use_can_be_allowed(dns64d, upstream, setting, private, loopback):
    upstream.add("p.example. 300 A 10.1.2.3\nl.example. 300 A 127.0.0.9")
    daemon = dns64d.config([upstream], dns64=ONE + "\n" + setting)
    assert bool(asked(daemon, "p.example")) == private
    assert bool(asked(daemon, "l.example")) == loopback


def test_rules_of_names(dns64d, upstream):
    upstream.add("""a.legacy.example. 300 A 198.51.100.7
x.a.legacy.example. 300 A 198.51.100.8
www.six.example. 300 AAAA 2001:db8:9::1
www.six.example. 300 A 198.51.100.9
only.six.example. 300 AAAA 2001:db8:9::2
v4.example. 300 A 198.51.100.1
notlegacy.example. 300 A 198.51.100.2
""")
    daemon = dns64d.config([upstream], extra="""
[[name]]
zone = "legacy.example"
dns64 = "never"
[[name]]
zone = "six.example"
dns64 = "always"
""")
    assert asked(daemon, "a.legacy.example") == asked(daemon, "x.a.legacy.example") == []
    assert asked(daemon, "www.six.example") == ["64:ff9b::c633:6409"]
    assert asked(daemon, "only.six.example") == ["2001:db8:9::2"]
    assert asked(daemon, "v4.example") == ["64:ff9b::c633:6401"]
    assert asked(daemon, "notlegacy.example") == ["64:ff9b::c633:6402"]


def test_local_names_are_synthesized(dns64d, upstream, tmp_path):
    zone = tmp_path / "lan.zone"
    zone.write_text("$ORIGIN lan.\n$TTL 600\n@ SOA ns h 1 3600 600 86400 300\nnas A 192.0.2.20\n"
                    "six AAAA 2001:db8:9::1\nnas2 CNAME nas\ntext TXT \"local\"\n")
    daemon = dns64d.config([upstream], extra=f"""
[[local]]
name = "printer.lan"
a = ["192.0.2.10"]
[[local]]
file = "{zone}"
""")
    assert asked(daemon, "printer.lan") == ["64:ff9b::c000:20a"]
    assert asked(daemon, "nas.lan") == ["64:ff9b::c000:214"]
    assert asked(daemon, "nas2.lan") == ["64:ff9b::c000:214"]
    assert asked(daemon, "six.lan") == ["2001:db8:9::1"]
    assert client.data(client.ask(daemon.address, "text.lan", "TXT"), "TXT") == ['"local"']
    assert client.data(client.ask(daemon.address, "printer.lan", "A"), "A") == ["192.0.2.10"]
    assert client.rcode(client.ask(daemon.address, "missing.lan", "A")) == "NXDOMAIN"
    assert upstream.count() == 0


def test_upstreams_by_zone(dns64d, make_upstream):
    outside = make_upstream(zone="v4.example. 300 A 198.51.100.1")
    inside = make_upstream(zone="v4.corp.example. 300 A 198.51.100.2")
    inside.script("corp.example", "A", Reply(answer=["corp.example. 300 A 198.51.100.3"]))
    daemon = dns64d.config([outside], extra=(
        f'[[upstream]]\nservers = ["{inside.address}"]\nzone = "corp.example"'))
    assert asked(daemon, "v4.example") == ["64:ff9b::c633:6401"]
    assert asked(daemon, "v4.corp.example") == ["64:ff9b::c633:6402"]
    assert asked(daemon, "corp.example") == ["64:ff9b::c633:6403"]
    assert inside.count("v4.example") == 0 and outside.count("v4.corp.example") == 0
