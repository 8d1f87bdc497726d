# SPDX-License-Identifier: Apache-2.0
"""PTR for every configured prefix and the well-known one."""

import dns.reversename
import pytest

from harness import client
from harness.replies import Reply


def arpa(address):
    return dns.reversename.from_address(address).to_text()


@pytest.mark.parametrize("prefix,address", [
    ("64:ff9b::/96", "64:ff9b::c633:6407"), ("2001:db8:64:6464::/64", "64:ff9b::c633:6407"),
    ("2001:db8:64:6464::/64", "2001:db8:64:6464:c6:3364:700:0"),
    ("2001:db8::/32", "2001:db8:c633:6407::")])
def test_cname_to_in_addr_arpa(dns64d, upstream, prefix, address):
    upstream.add("7.100.51.198.in-addr.arpa. 300 PTR host.example.")
    daemon = dns64d.flags([upstream], prefix=prefix, shards=1)
    answer = client.ask(daemon.address, arpa(address), "PTR")
    rows = client.rows(answer)
    assert rows[0] == (arpa(address), 600, "CNAME", "7.100.51.198.in-addr.arpa.")


def test_target_is_followed_with_its_rcode(dns64d, upstream):
    upstream.add("4.3.2.8.in-addr.arpa. 300 PTR host.example.")
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, arpa("64:ff9b::802:304"), "PTR")
    assert client.data(answer, "PTR") == ["host.example."]
    answer = client.ask(daemon.address, arpa("64:ff9b::802:305"), "PTR")
    assert client.rcode(answer) == "NXDOMAIN"
    assert [row[2] for row in client.rows(answer)] == ["CNAME"]


@pytest.mark.parametrize("address", ["64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b::e000:1"])
def test_addresses_that_may_not_be_mapped(dns64d, upstream, address):
    daemon = dns64d.flags([upstream], shards=1)
    answer = client.ask(daemon.address, arpa(address), "PTR")
    assert client.rcode(answer) == "NOERROR" and not client.rows(answer)
    assert upstream.count() == 0


def test_empty_ancestors_are_nodata(dns64d, upstream):
    daemon = dns64d.flags([upstream])
    full = arpa("64:ff9b::c633:6407").split(".")
    for cut in (1, 3, 7):
        answer = client.ask(daemon.address, ".".join(full[cut:]), "PTR")
        assert client.rcode(answer) == "NOERROR" and not client.rows(answer), cut
    assert upstream.count() == 0


def test_other_types_under_the_prefix(dns64d, upstream):
    daemon = dns64d.flags([upstream])
    answer = client.ask(daemon.address, arpa("64:ff9b::c633:6407"), "TXT")
    assert client.rcode(answer) in ("NOERROR", "NXDOMAIN")
    assert not client.data(answer, "TXT")


def test_other_ip6_arpa_names_go_upstream(dns64d, upstream):
    name = arpa("2a00:1450::1")
    upstream.script(name, "PTR", Reply(answer=[f"{name} 300 PTR six.example."]))
    daemon = dns64d.flags([upstream])
    assert client.data(client.ask(daemon.address, name, "PTR"), "PTR") == ["six.example."]
