# SPDX-License-Identifier: Apache-2.0
"""NSD with signed and unsigned zones behind Unbound and behind BIND, asked with dig and kdig."""

import re
import subprocess

import pytest

from conftest import need
from harness import client
from harness.real import Lab

PLAIN = """
www CNAME mid
mid CNAME host.signed.
v4 60 A 212.58.233.254
v4 60 A 212.58.237.254
v6 AAAA 2001:db8:1::1
both A 198.51.100.3
both AAAA 2001:db8:1::3
mx MX 10 v4
sub DNAME tree.plain.
a.tree A 198.51.100.4
mapped AAAA ::ffff:198.51.100.5
mapped A 198.51.100.5
private A 10.1.2.3
*.wild A 198.51.100.6
"""
SIGNED = """
host A 198.51.100.7
v4 A 198.51.100.7
both A 198.51.100.8
both AAAA 2001:db8:1::8
alias CNAME v4
*.wild A 198.51.100.9
"""
BAD = "v4 A 198.51.100.66\nboth AAAA 2001:db8:66::66\nboth A 198.51.100.66\n"
REVERSE = "254.233 PTR bbc.plain.\n"
ZONES = {"plain.": PLAIN, "signed.": SIGNED, "bad.": BAD, "58.212.in-addr.arpa.": REVERSE}
MADE = ["64:ff9b::d43a:e9fe", "64:ff9b::d43a:edfe"]


@pytest.fixture(name="lab", scope="module")
def lab_fixture(tmp_path_factory):
    need("nsd", "unbound", "named", "ldns-signzone", "ldns-keygen")
    lab = Lab(tmp_path_factory.mktemp("lab"), ZONES, signed=("signed.", "bad."), bad=("bad.",))
    yield lab
    lab.close()


@pytest.fixture(name="address", scope="module", params=["unbound", "bind"])
def address_fixture(request, lab, shared_dns64d):
    port = getattr(lab, request.param)()
    daemon = shared_dns64d.config([f"127.0.0.1:{port}"], upstream="trust_ad = true")
    return daemon.address


def asked(address, name, kind="AAAA", **settings):
    return client.data(client.ask(address, name, kind, timeout=15, **settings), kind)


@pytest.mark.parametrize("tool", ["dig", "kdig"])
@pytest.mark.parametrize("tcp", [False, True])
def test_tools_see_the_main_job(address, tool, tcp):
    need(tool)
    words = [tool, f"@{address[0]}", "-p", str(address[1]), "v4.plain", "AAAA", "+short"]
    done = subprocess.run(words + (["+tcp"] if tcp else []), capture_output=True, text=True,
                          timeout=20, check=True)
    assert sorted(done.stdout.split()) == MADE


def test_dig_finds_the_prefix(address):
    need("dig")
    done = subprocess.run(["dig", f"@{address[0]}", "-p", str(address[1]), "+dns64prefix"],
                          capture_output=True, text=True, timeout=20, check=True)
    assert "64:ff9b::/96" in done.stdout


@pytest.mark.parametrize("name,expected", [
    ("v6.plain", ["2001:db8:1::1"]), ("both.plain", ["2001:db8:1::3"]),
    ("www.plain", ["64:ff9b::c633:6407"]), ("a.sub.plain", ["64:ff9b::c633:6404"]),
    ("mapped.plain", ["64:ff9b::c633:6405"]), ("private.plain", []), ("mx.plain", []),
    ("x.wild.plain", ["64:ff9b::c633:6406"]), ("v4.signed", ["64:ff9b::c633:6407"]),
    ("both.signed", ["2001:db8:1::8"]), ("alias.signed", ["64:ff9b::c633:6407"]),
    ("y.wild.signed", ["64:ff9b::c633:6409"])])
def test_names(address, name, expected):
    for _ in range(2):
        assert asked(address, name) == expected


@pytest.mark.parametrize("name", ["none.plain", "none.signed", "a.none.plain"])
def test_nxdomain(address, name):
    answer = client.ask(address, name, timeout=15)
    assert client.rcode(answer) == "NXDOMAIN"
    assert len(client.data(answer, "SOA", "authority")) == 1


@pytest.mark.parametrize("name", ["v4.bad", "both.bad"])
@pytest.mark.parametrize("do", [False, True])
def test_dnssec_failure_is_never_synthesized_over(address, name, do):
    answer = client.ask(address, name, do=do, timeout=15)
    assert client.rcode(answer) == "SERVFAIL" and not client.rows(answer)
    with_cd = client.ask(address, name, do=do, cd=True, timeout=15)
    assert not [text for text in client.data(with_cd, "AAAA") if text.startswith("64:ff9b")]


def test_signed_answers_reach_validators(address):
    native = client.ask(address, "both.signed", do=True, timeout=15)
    assert client.data(native, "RRSIG") and native.flags & 0x20, "AD of a trusted upstream"
    denial = client.ask(address, "v4.signed", do=True, timeout=15)
    assert not client.rows(denial)
    kinds = [row[2] for row in client.rows(denial, "authority")]
    assert "SOA" in kinds and "NSEC" in kinds and "RRSIG" in kinds
    made = client.ask(address, "v4.signed", ad=True, timeout=15)
    assert client.data(made, "AAAA") and not made.flags & 0x20


def test_reverse(address):
    import dns.reversename
    name = dns.reversename.from_address("64:ff9b::d43a:e9fe").to_text()
    answer = client.ask(address, name, "PTR", timeout=15)
    assert client.data(answer, "CNAME") == ["254.233.58.212.in-addr.arpa."]
    assert client.data(answer, "PTR") == ["bbc.plain."]


def test_kdig_sees_the_extended_error(address):
    need("kdig")
    done = subprocess.run(["kdig", f"@{address[0]}", "-p", str(address[1]), "v4.plain", "AAAA",
                           "+edns"], capture_output=True, text=True, timeout=20, check=True)
    assert re.search(r"EDE.*29|Synthesized", done.stdout), done.stdout
