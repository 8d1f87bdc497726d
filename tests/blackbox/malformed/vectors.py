# SPDX-License-Identifier: Apache-2.0
"""The table of broken and odd questions."""

import struct
from dataclasses import dataclass

from harness import wire
from harness.wire import (BADVERS, FORMERR, NOERROR, NOTIMP, NXDOMAIN, REFUSED, header, name, opt,
                          option, question, record)

DROP = None
SERVED = frozenset({NOERROR, NXDOMAIN})
ERROR = frozenset({FORMERR})
NOT_DONE = frozenset({NOTIMP, REFUSED})


@dataclass(frozen=True)
class Vector:
    label: str
    data: bytes
    expected: frozenset
    forwarded: bool = False


VECTORS = []


def add(label, data, expected, forwarded=False):
    VECTORS.append(Vector(label, data, expected, forwarded))


def one(qname=b"\x01a\x07example\x00", qtype=1, qclass=1, flags=wire.RD, extra=b"",
        counts=(0, 0, 0)):
    return header(21, flags, 1, *counts) + question(qname, qtype, qclass) + extra


def headers():
    add("empty", b"", DROP)
    for length in (1, 2, 11):
        add(f"header-cut-{length}", b"\x12\x34\x01\x00" * 3 if length == 12 else
            (b"\x12\x34\x01\x00" * 3)[:length], DROP)
    add("response", one(flags=wire.QR | wire.RD), DROP)
    add("response-with-servfail", one(flags=wire.QR | 2), DROP)
    add("response-without-question", header(1, wire.QR, 0), DROP)
    for opcode in range(1, 16):
        add(f"opcode-{opcode}", one(flags=opcode << 11), NOT_DONE)
    add("update-with-records", header(3, 5 << 11, 1, 0, 1, 0) + question("example", "SOA")
        + record("a.example", "A", 60, b"\x01\x02\x03\x04"), NOT_DONE)
    add("no-question", header(2, wire.RD, 0), ERROR)
    add("no-question-with-opt", header(2, wire.RD, 0, 0, 0, 1) + opt(), ERROR)
    add("no-question-cookie-only", header(2, wire.RD, 0, 0, 0, 1)
        + opt(options=option(wire.OPT_COOKIE, b"12345678")), frozenset({FORMERR, NOERROR}))
    add("count-65535-nothing-there", header(4, wire.RD, 65535), ERROR)
    base = question("a.example", "A")
    for label, second in (("same", base), ("other-name", question("b.example", "A")),
                          ("other-type", question("a.example", "MX")),
                          ("other-class", question("a.example", "A", wire.CH))):
        add(f"two-questions-{label}", header(5, wire.RD, 2) + base + second, ERROR)
    a_record = record("a.example", "A", 60, b"\x01\x02\x03\x04")
    add("with-an-answer", one(extra=a_record, counts=(1, 0, 0)), ERROR)
    add("with-an-authority", one(extra=a_record, counts=(0, 1, 0)), ERROR)
    for bit, label in ((wire.AA, "aa"), (wire.TC, "tc"), (wire.RA, "ra"), (wire.Z, "z"),
                       (wire.AD, "ad"), (wire.CD, "cd")):
        add(f"flag-{label}", one(flags=wire.RD | bit), SERVED, True)
    add("flags-all", one(flags=wire.RD | wire.AA | wire.RA | wire.Z | wire.AD), SERVED, True)
    for rcode in (1, 5, 15):
        add(f"rcode-{rcode}", one(flags=wire.RD | rcode), SERVED | {FORMERR}, True)


def classes_and_types():
    for label, number in (("0", 0), ("none", 254), ("any", 255), ("ch", 3), ("hs", 4),
                          ("2", 2), ("65535", 65535)):
        add(f"class-{label}", one(qclass=number), frozenset({REFUSED}))
    add("version-bind", one(name("version.bind"), 16, wire.CH), frozenset({REFUSED, NOERROR}))
    add("type-opt", one(qtype=41), ERROR)
    for label, number in (("tsig", 250), ("tkey", 249), ("ixfr", 251), ("axfr", 252),
                          ("mailb", 253), ("maila", 254), ("meta-128", 128), ("meta-200", 200),
                          ("meta-248", 248)):
        add(f"type-{label}", one(qtype=number), NOT_DONE | {FORMERR})
    add("type-0", one(qtype=0), NOT_DONE | {FORMERR})
    for number in (65535, 32000, 65280, 300):
        add(f"type-{number}", one(qtype=number), SERVED | NOT_DONE, True)
    add("root-name", one(b"\x00", 2), SERVED, True)
    add("root-name-aaaa", one(b"\x00", 28), SERVED, True)


def names():
    cut = one()
    for label, length in (("name", 15), ("name-end", 20), ("type", 22), ("type-half", 23),
                          ("class-half", 24)):
        add(f"cut-in-{label}", cut[:length], ERROR)
    add("no-root-byte", header(6) + b"\x01a\x07example", ERROR)
    add("label-runs-out", header(6) + b"\x3fabc", ERROR)
    for first in (0x40, 0x41, 0x7F, 0x80, 0xBF):
        add(f"label-{first:02x}", header(6) + bytes([first]) + b"a" * 191 + b"\x00\x00\x01\x00\x01",
            ERROR)
    label63 = b"\x3f" + b"a" * 63
    exact = label63 * 3 + b"\x3d" + b"b" * 61 + b"\x00"
    assert len(exact) == 255
    add("name-255", one(exact), SERVED, True)
    add("name-256", one(label63 * 3 + b"\x3e" + b"b" * 62 + b"\x00"), ERROR)
    add("name-257", one(label63 * 4 + b"\x00"), ERROR)
    add("name-1000", one(label63 * 15 + b"\x00"), ERROR)
    add("labels-127", one(b"\x01a" * 127 + b"\x00"), SERVED, True)
    add("labels-128", one(b"\x01a" * 128 + b"\x00"), ERROR)
    tail = b"\x00\x01\x00\x01"
    add("pointer-to-itself", header(7) + b"\xc0\x0c" + tail, ERROR)
    add("pointer-loop-of-two", header(7) + b"\x01a\xc0\x10\xc0\x0c" + tail, ERROR)
    add("pointer-forward", header(7) + b"\xc0\x14" + tail + b"\x01a\x00", ERROR)
    add("pointer-past-the-end", header(7) + b"\xff\xff" + tail, ERROR)
    add("pointer-into-the-header", header(7) + b"\xc0\x02" + tail, ERROR)
    add("pointer-half", header(7) + b"\xc0", ERROR)
    add("pointer-after-254-bytes",
        header(7) + label63 * 3 + b"\x3c" + b"b" * 60 + b"\xc0\x0c" + tail, ERROR)
    add("odd-octets", one(b"\x07\x00\x2e\x5c\xff\x22\x0a\x41\x07example\x00"), SERVED, True)


def records():
    owner = b"\xc0\x0c"
    fixed = struct.pack("!HHI", 1, 1, 60)
    add("additional-announced-not-there", one(counts=(0, 0, 1)), ERROR)
    add("additional-header-cut", one(extra=owner + b"\x00\x01", counts=(0, 0, 1)), ERROR)
    add("rdlength-beyond", one(extra=owner + fixed + b"\x00\xff\x01", counts=(0, 0, 1)), ERROR)
    add("trailing-byte", one(extra=b"\x00"), ERROR)
    add("trailing-junk", one(extra=b"\xde\xad\xbe\xef" * 8), ERROR)
    add("additional-pointer-loop", one(extra=b"\xc0\x1b" + fixed + b"\x00\x00", counts=(0, 0, 1)),
        ERROR)
    add("bytes-after-opt", one(extra=opt() + b"\x00\x00", counts=(0, 0, 1)), ERROR)
    add("counts-65535", one(counts=(65535, 65535, 65535)), ERROR)
    tsig = record("key.", 250, 0, b"\x00" * 20, wire.ANY)
    add("tsig-not-last", one(extra=tsig + opt(), counts=(0, 0, 2)), ERROR | NOT_DONE)


def edns():
    for label, extra, ar in (
            ("two-opts", opt() * 2, 2), ("opt-owner", opt(owner=name("a.")), 1),
            ("opt-option-past", opt(options=b"\x00\x0a\x00\x09abc"), 1),
            ("opt-option-cut", opt(options=b"\x00\x0a\x00"), 1),
            ("opt-rdlength-past", opt(rdlength=100), 1)):
        add(label, one(extra=extra, counts=(0, 0, ar)), ERROR)
    add("opt-in-answer", one(extra=opt(), counts=(1, 0, 0)), ERROR)
    add("opt-in-authority", one(extra=opt(), counts=(0, 1, 0)), ERROR)
    for version in (1, 100, 255):
        add(f"edns-version-{version}", one(extra=opt(version=version), counts=(0, 0, 1)),
            frozenset({BADVERS}))
    add("edns-version-1-and-junk-options",
        one(extra=opt(version=1, options=option(65001, b"x")), counts=(0, 0, 1)),
        frozenset({BADVERS}))
    add("edns-101-options", one(extra=opt(options=option(65001) * 101), counts=(0, 0, 1)), ERROR)
    add("edns-20-options", one(extra=opt(options=option(65001) * 20), counts=(0, 0, 1)), SERVED,
        True)
    add("edns-do-512", one(extra=opt(512, flags=wire.DO), counts=(0, 0, 1)), SERVED, True)
    add("edns-extended-rcode-in-query", one(extra=opt(extended=7), counts=(0, 0, 1)),
        SERVED | {FORMERR}, True)


for build in (headers, classes_and_types, names, records, edns):
    build()
