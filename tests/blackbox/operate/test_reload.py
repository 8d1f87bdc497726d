# SPDX-License-Identifier: Apache-2.0
"""HUP under load: nothing lost, nothing wrong, derived answers follow, sources stay."""

import socket
import time

import pytest

from harness import client, wire
from harness.daemon import pick_listen
from harness.load import Load
from harness.ports import endpoint

NAMES = 400
PREFIXES = ("2001:db8:1::", "2001:db8:2::")


def v4(index):
    return f"198.51.100.{index % 250 + 1}"


def made(prefix, index):
    return socket.inet_pton(socket.AF_INET6, prefix)[:12] + socket.inet_aton(v4(index))


def dns64(prefix):
    return f'prefix = "{prefix}/96"'


def check_aaaa(index):
    right = {made(prefix, index) for prefix in PREFIXES}

    def check(answer):
        head = wire.parse_header(answer)
        if head.rcode == 0 and head.an == 1 and answer[-16:] in right:
            return None
        return answer.hex()
    return check


def check_a(index):
    right = socket.inet_aton(v4(index))

    def check(answer):
        head = wire.parse_header(answer)
        if head.rcode == 0 and head.an == 1 and answer[-4:] == right:
            return None
        return answer.hex()
    return check


def prepare(upstream, dns64d, ttl=3000, **settings):
    upstream.add("\n".join(f"n{i}.example. {ttl} A {v4(i)}" for i in range(NAMES)))
    upstream.zone.soa = upstream.zone.soa.replace(" 300 SOA", " 3000 SOA").replace(
        " 86400 300", " 86400 3000")
    daemon = dns64d.config([upstream], dns64=dns64(PREFIXES[0]), **settings)
    questions = []
    for index in range(NAMES):
        owner = wire.name(f"n{index}.example")
        questions += [(owner, 28, check_aaaa(index)), (owner, 1, check_a(index))]
    return daemon, questions


@pytest.mark.timeout(240)
def test_twenty_reloads_under_load(dns64d, upstream):
    daemon, questions = prepare(upstream, dns64d)
    load = Load(daemon.address, questions, sockets=8, window=16, timeout=15.0).start()
    for round_number in range(20):
        target = 5000 * (round_number + 1)
        assert upstream.wait_for(lambda target=target: load.sent >= target, 60)
        prefix = PREFIXES[(round_number + 1) % 2]
        daemon.rewrite(daemon.render(dns64=dns64(prefix)))
        daemon.hup()
        for index in (1, 7, 200):
            answer = client.ask(daemon.address, f"n{index}.example")
            expected = socket.inet_ntop(socket.AF_INET6, made(prefix, index))
            assert client.data(answer, "AAAA") == [expected], "an answer of the old prefix"
    assert upstream.wait_for(lambda: load.sent >= 102_000, 60)
    load.stop().assert_clean()
    assert load.right >= 100_000
    assert upstream.count() == 2 * NAMES, "every source was asked for once and kept"


def test_reload_with_tcp_connections_open(dns64d, upstream):
    daemon, _ = prepare(upstream, dns64d)
    with client.Tcp(daemon.address) as tcp:
        for round_number in range(6):
            assert tcp.ask(wire.query("n1.example", "AAAA")) is not None
            daemon.rewrite(daemon.render(dns64=dns64(PREFIXES[(round_number + 1) % 2])))
            daemon.hup()
            answer = wire.message(tcp.ask(wire.query("n1.example", "AAAA")))
            assert client.data(answer, "AAAA") == [socket.inet_ntop(
                socket.AF_INET6, made(PREFIXES[(round_number + 1) % 2], 1))]


def test_questions_in_flight_survive(dns64d, upstream):
    from harness.replies import Reply
    upstream.script("slow.example", "MX", Reply(answer=["slow.example. 60 MX 1 m.example."],
                                                hold="slow"))
    daemon, _ = prepare(upstream, dns64d)
    with client.udp_socket(daemon.address) as sock:
        sock.send(wire.query("slow.example", "MX"))
        assert upstream.wait_for(lambda: upstream.count("slow.example"))
        daemon.rewrite(daemon.render(dns64=dns64(PREFIXES[1])))
        daemon.hup()
        upstream.release("slow")
        assert wire.message(sock.recv(4096)).answer


@pytest.mark.parametrize("broken,word", [
    ("[dns64d]\nlisten = [\n", ""), ('[[dns64]]\nprefix = "2001:db8::/95"\n', "prefix"),
    ('[dns64d]\nlissten = ["127.0.0.1:1"]\n', "listen"), (None, "")])
def test_wrong_configuration_keeps_the_old_one(dns64d, upstream, broken, word):
    daemon, _ = prepare(upstream, dns64d)
    before = client.data(client.ask(daemon.address, "n3.example"), "AAAA")
    mark = len(daemon.stderr_lines)
    if broken is None:
        daemon.config_path.unlink()
    else:
        daemon.rewrite(broken)
    daemon.hup()
    time.sleep(0.3)
    told = "\n".join(daemon.stderr_lines[mark:])
    assert daemon.config_path.name in told and word in told, told
    count = upstream.count()
    assert client.data(client.ask(daemon.address, "n3.example"), "AAAA") == before
    assert upstream.count() == count
    daemon.rewrite(daemon.render(dns64=dns64(PREFIXES[1])))
    daemon.hup()
    after = client.data(client.ask(daemon.address, "n3.example"), "AAAA")
    assert after == [socket.inet_ntop(socket.AF_INET6, made(PREFIXES[1], 3))]


def test_what_a_reload_changes(dns64d, make_upstream):
    """Servers, allow, name rules and local names; a changed server set drops its sources."""
    first = make_upstream(zone="v4.example. 3000 A 198.51.100.1")
    second = make_upstream(zone="v4.example. 3000 A 198.51.100.2")
    daemon = dns64d.config([first])
    assert client.data(client.ask(daemon.address, "v4.example"), "AAAA") == ["64:ff9b::c633:6401"]
    daemon.rewrite(daemon.render(servers=[second.address]))
    daemon.hup()
    assert client.data(client.ask(daemon.address, "v4.example"), "AAAA") == ["64:ff9b::c633:6402"]
    daemon.rewrite(daemon.render(servers=[second.address], extra=(
        '[[name]]\nzone = "example"\ndns64 = "never"\n[[local]]\nname = "p.lan"\n'
        'a = ["192.0.2.1"]')))
    daemon.hup()
    assert not client.data(client.ask(daemon.address, "v4.example"), "AAAA")
    assert client.data(client.ask(daemon.address, "p.lan", "A"), "A") == ["192.0.2.1"]
    daemon.rewrite(daemon.render(servers=[second.address], allow=["127.0.0.9/32"]))
    daemon.hup()
    assert client.rcode(client.ask(daemon.address, "v4.example")) == "REFUSED"
    assert second.count("v4.example", "A") == 1


def test_listeners_come_and_go(dns64d, upstream):
    daemon, _ = prepare(upstream, dns64d)
    more, addresses = pick_listen(["127.0.0.5", "::1"])
    old = daemon.listen[0]
    kept = client.Tcp(old)
    daemon.rewrite(daemon.render(listen=[*more, endpoint(*old)]))
    daemon.hup()
    for address in (*addresses, old):
        for tcp in (False, True):
            assert client.rcode(client.ask(address, "n1.example", tcp=tcp)) == "NOERROR"
    assert kept.ask(wire.query("n1.example", "A")) is not None, "an open connection was ended"
    daemon.rewrite(daemon.render(listen=more))
    daemon.hup()
    for address in addresses:
        assert client.rcode(client.ask(address, "n1.example")) == "NOERROR"
    with pytest.raises(ConnectionError):
        client.udp(old, wire.query("n1.example", "A"), timeout=2)
    kept.sock.close()


def test_memory_stays_flat_over_many_reloads(dns64d, upstream):
    small_quarantine = {"ASAN_OPTIONS": "exitcode=99:quarantine_size_mb=4"}
    daemon, _ = prepare(upstream, dns64d, environment=small_quarantine)
    for _ in range(20):
        daemon.hup()
    fds, rss = daemon.settled_fds(), daemon.rss_bytes()
    for _ in range(100):
        daemon.hup()
    assert daemon.fds() <= fds + 2
    assert daemon.rss_bytes() - rss < 16 << 20
