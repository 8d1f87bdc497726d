# SPDX-License-Identifier: Apache-2.0
"""DNS messages as bytes, built without a library's opinion of what is legal."""

import random
import struct
from dataclasses import dataclass

import dns.message
import dns.name
import dns.rdatatype

QR, AA, TC, RD, RA, Z, AD, CD = (0x8000, 0x0400, 0x0200, 0x0100, 0x0080, 0x0040, 0x0020, 0x0010)
DO = 0x8000
IN, CH, HS, NONE, ANY = 1, 3, 4, 254, 255
OPT_KEEPALIVE, OPT_COOKIE, OPT_EDE, OPT_NSID, OPT_ECS, OPT_PADDING = 11, 10, 15, 3, 8, 12
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = range(6)
BADVERS = 16
HEADER = struct.Struct("!HHHHHH")

_randomness = random.SystemRandom()


def name(text):
    """The uncompressed wire form of a presentation-format name."""
    return dns.name.from_text(text).to_wire()


def rtype(kind):
    """A type's number, from a number or its mnemonic."""
    return kind if isinstance(kind, int) else int(dns.rdatatype.from_text(kind))


def new_id():
    return _randomness.randrange(65536)


def header(qid=0x1234, flags=RD, qd=1, an=0, ns=0, ar=0):
    return HEADER.pack(qid, flags, qd, an, ns, ar)


def question(qname, qtype="A", qclass=IN):
    owner = qname if isinstance(qname, bytes) else name(qname)
    return owner + struct.pack("!HH", rtype(qtype), qclass)


def option(code, data=b""):
    return struct.pack("!HH", code, len(data)) + data


def opt(size=1232, *, version=0, flags=0, options=b"", owner=b"\x00", extended=0, rdlength=None):
    """An OPT record; `options` is already encoded, `rdlength` overrides the true length."""
    length = len(options) if rdlength is None else rdlength
    return owner + struct.pack("!HHBBHH", 41, size, extended, version, flags, length) + options


def record(owner, kind, ttl, rdata, qclass=IN):
    owner = owner if isinstance(owner, bytes) else name(owner)
    return owner + struct.pack("!HHIH", rtype(kind), qclass, ttl, len(rdata)) + rdata


def query(qname, qtype="A", *, qid=None, flags=RD, qclass=IN, edns=None):
    """A question of one name; `edns` is an encoded OPT record or None."""
    return (header(new_id() if qid is None else qid, flags, 1, 0, 0, 1 if edns else 0)
            + question(qname, qtype, qclass) + (edns or b""))


@dataclass(frozen=True)
class Header:
    qid: int
    flags: int
    qd: int
    an: int
    ns: int
    ar: int

    @property
    def rcode(self):
        return self.flags & 15

    @property
    def opcode(self):
        return (self.flags >> 11) & 15

    def has(self, bit):
        return bool(self.flags & bit)


def parse_header(wire):
    return Header(*HEADER.unpack_from(wire))


def question_end(wire):
    """The offset after the first question, or None if it does not fit."""
    at = 12
    while at < len(wire) and wire[at] != 0:
        if wire[at] > 63:
            return None
        at += wire[at] + 1
    return at + 5 if at + 5 <= len(wire) else None


def message(wire):
    """The message as dnspython reads it, trailing bytes refused."""
    return dns.message.from_wire(wire, one_rr_per_rrset=False, ignore_trailing=False)
