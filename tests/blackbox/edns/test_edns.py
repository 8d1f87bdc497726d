# SPDX-License-Identifier: Apache-2.0
"""The EDNS matrix: version, size, flags, options, and no OPT to clients that sent none."""

import pytest

from harness import client, wire


@pytest.fixture(name="address", scope="module")
def address_fixture(shared_dns64d):
    from harness.upstream import Upstream  # one upstream for the whole file
    upstream = Upstream(zone="a.example. 300 A 198.51.100.1")
    yield shared_dns64d.flags([upstream]).address
    upstream.close()


def exchange(address, data, tcp=False):
    if not tcp:
        return client.udp(address, data)
    with client.Tcp(address) as connection:
        return connection.ask(data)


@pytest.mark.parametrize("tcp", [False, True])
def test_no_opt_to_clients_that_sent_none(address, tcp):
    for name, kind in (("a.example", "A"), ("a.example", "AAAA"), ("none.example", "A"),
                       ("localhost", "A"), ("ipv4only.arpa", "AAAA"), ("a.example", "ANY")):
        answer = wire.message(exchange(address, wire.query(name, kind), tcp))
        assert answer.edns < 0, (name, kind)


@pytest.mark.parametrize("tcp", [False, True])
def test_opt_to_clients_that_sent_one(address, tcp):
    for name, kind in (("a.example", "A"), ("a.example", "AAAA"), ("none.example", "A"),
                       ("localhost", "A"), ("ipv4only.arpa", "AAAA"), ("a.example", "ANY")):
        answer = wire.message(exchange(address, wire.query(name, kind, edns=wire.opt()), tcp))
        assert answer.edns == 0 and answer.payload == 1232, (name, kind)


@pytest.mark.parametrize("version", [1, 2, 100, 255])
@pytest.mark.parametrize("tcp", [False, True])
def test_other_versions_get_badvers(address, version, tcp):
    answer = wire.message(exchange(
        address, wire.query("a.example", "A", edns=wire.opt(version=version)), tcp))
    assert answer.rcode() == wire.BADVERS and answer.edns == 0
    assert not answer.answer and not answer.authority


@pytest.mark.parametrize("size", [0, 1, 511, 512, 1232, 4096, 65535])
def test_any_size_is_taken(address, size):
    answer = wire.message(exchange(address, wire.query("a.example", "A", edns=wire.opt(size))))
    assert answer.rcode() == wire.NOERROR and answer.answer and answer.payload == 1232


@pytest.mark.parametrize("flags", [0x0001, 0x4000, 0x7FFF])
def test_unknown_flags_are_not_echoed(address, flags):
    answer = wire.message(exchange(
        address, wire.query("a.example", "A", edns=wire.opt(flags=flags))))
    assert answer.rcode() == wire.NOERROR and answer.ednsflags & 0xFFFF == 0


def test_do_is_echoed(address):
    answer = wire.message(exchange(
        address, wire.query("a.example", "A", edns=wire.opt(flags=wire.DO))))
    assert answer.ednsflags & 0xFFFF == wire.DO


@pytest.mark.parametrize("options", [
    wire.option(65001), wire.option(65001, b"abc"), wire.option(26946, b"\x00" * 300),
    wire.option(65001) + wire.option(65001), wire.option(0), wire.option(wire.OPT_NSID),
    wire.option(wire.OPT_PADDING, b"\x00" * 400), wire.option(65535, b"\xff")])
@pytest.mark.parametrize("tcp", [False, True])
def test_unknown_options_are_ignored(address, options, tcp):
    answer = wire.message(exchange(
        address, wire.query("a.example", "A", edns=wire.opt(options=options)), tcp))
    assert answer.rcode() == wire.NOERROR and answer.answer
    assert {int(option.otype) for option in answer.options} <= {wire.OPT_EDE, wire.OPT_PADDING}


def formerr(address, data, tcp=False):
    answer = exchange(address, data, tcp)
    assert answer is not None, "no answer"
    assert wire.parse_header(answer).rcode == wire.FORMERR


def with_extra(parts, ar=None, an=0, ns=0):
    parts = list(parts)
    count = len(parts) - an - ns if ar is None else ar
    return wire.header(9, wire.RD, 1, an, ns, count) + wire.question("a.example", "A") + b"".join(
        parts)


@pytest.mark.parametrize("tcp", [False, True])
@pytest.mark.parametrize("data", [
    pytest.param(with_extra([wire.opt(), wire.opt()]), id="two"),
    pytest.param(with_extra([wire.opt(owner=wire.name("x."))]), id="owner"),
    pytest.param(with_extra([wire.opt()], an=1), id="in-answer"),
    pytest.param(with_extra([wire.opt()], ns=1), id="in-authority"),
    pytest.param(with_extra([wire.opt(options=b"\xfd\xe9\x00\x08ab")]), id="option-too-long"),
    pytest.param(with_extra([wire.opt(options=b"\xfd\xe9\x00")]), id="option-header-cut"),
    pytest.param(with_extra([wire.opt(rdlength=9)]), id="rdlength-too-long"),
    pytest.param(with_extra([wire.opt()]) + b"\x00", id="trailing"),
])
def test_malformed_opt_is_formerr(address, data, tcp):
    formerr(address, data, tcp)


def test_thousands_of_options_stop_early(address):
    options = wire.option(65001) * 12000
    with client.Tcp(address) as tcp:
        answer = tcp.ask(wire.query("a.example", "A", edns=wire.opt(options=options)))
    assert wire.parse_header(answer).rcode == wire.FORMERR


def test_repeated_known_options_do_not_grow_the_answer(address):
    each = wire.option(wire.OPT_NSID) + wire.option(wire.OPT_COOKIE, b"12345678") + wire.option(
        wire.OPT_KEEPALIVE) + wire.option(wire.OPT_PADDING, b"\x00" * 8)
    with client.Tcp(address) as tcp:
        answer = tcp.ask(wire.query("a.example", "A", edns=wire.opt(options=each * 20)))
    assert wire.parse_header(answer).rcode in (wire.NOERROR, wire.FORMERR)
    assert len(answer) <= 1232


@pytest.mark.parametrize("data", [b"\x00\x03\x08\x00\x01", b"\x00\x01\x81\x00\x01\x02\x03\x04",
                                  b"\x00\x01\x18\x00\x01\x02\x03\x04", b"\x00\x01", b""])
def test_bad_client_subnet_is_survived(address, data):
    answer = exchange(address, wire.query(
        "a.example", "A", edns=wire.opt(options=wire.option(wire.OPT_ECS, data))))
    assert wire.parse_header(answer).rcode in (wire.NOERROR, wire.FORMERR)


@pytest.mark.parametrize("length", [0, 7, 8, 9, 15, 16, 17, 32, 33, 40, 41])
def test_any_cookie_is_survived(address, length):
    answer = exchange(address, wire.query(
        "a.example", "A", edns=wire.opt(options=wire.option(wire.OPT_COOKIE, b"c" * length))))
    assert wire.parse_header(answer).rcode in (wire.NOERROR, wire.FORMERR)
