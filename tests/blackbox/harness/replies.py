# SPDX-License-Identifier: Apache-2.0
"""What a scripted upstream says: replies as text lines, and small zones that it resolves."""

import struct
from dataclasses import dataclass, field

import dns.name
import dns.rdata
import dns.rdatatype

from . import wire

SOA_TEMPLATE = "{zone} {ttl} SOA ns.invalid. host.invalid. 1 3600 600 86400 {minimum}"


def soa(zone="example.", ttl=300, minimum=300):
    return SOA_TEMPLATE.format(zone=zone, ttl=ttl, minimum=minimum)


def encode_record(line):
    """One "owner ttl TYPE rdata" line as an uncompressed record."""
    owner, ttl, kind, text = line.split(None, 3)
    number = wire.rtype(kind)
    rdata = dns.rdata.from_text(wire.IN, number, text, origin=dns.name.root,
                                relativize=False).to_wire()
    return wire.record(owner, number, int(ttl), rdata)


@dataclass
class Reply:
    """An upstream's reaction to one question.

    before  callables (query) -> bytes or list of bytes, sent from the right socket ahead of the
            answer; `gap` seconds later the answer itself goes out
    change  callable (query, encoded answer) -> bytes, or None for silence
    spoof   callables (query) -> bytes, sent from another port and from another address first
    hold    a key: the answer waits for Upstream.release(key)
    stream  callable (query, framed answer) -> (bytes, close): what goes out over TCP instead, and
            whether the connection ends after it
    """

    answer: list = field(default_factory=list)
    authority: list = field(default_factory=list)
    additional: list = field(default_factory=list)
    rcode: int = 0
    aa: bool = False
    ra: bool = True
    ad: bool = False
    tc: bool = False
    delay: float = 0.0
    drop: bool = False
    drop_udp: bool = False
    close_tcp: bool = False
    edns: bool = True
    ede: tuple = None
    before: list = field(default_factory=list)
    gap: float = 0.0
    change: object = None
    spoof: list = field(default_factory=list)
    hold: str = None
    stream: object = None
    _body: tuple = None

    def body(self):
        """(counts, bytes) of the three sections, encoded once."""
        if self._body is None:
            sections = [[encode_record(line) for line in part]
                        for part in (self.answer, self.authority, self.additional)]
            self._body = ([len(part) for part in sections], b"".join(b"".join(p) for p in sections))
        return self._body

    def encode(self, query):
        """The answer to `query`, with TC where it would not fit over UDP."""
        counts, body = self.body()
        rcode = self.rcode
        if rcode > 15 and not query.edns_size:
            rcode = wire.SERVFAIL
        flags = (wire.QR | (query.flags & (wire.RD | wire.CD)) | (rcode & 15)
                 | (wire.RA if self.ra else 0) | (wire.AA if self.aa else 0)
                 | (wire.AD if self.ad else 0))
        extra = b""
        if self.edns and query.edns_size:
            options = b""
            if self.ede:
                code, text = self.ede
                options = wire.option(wire.OPT_EDE, struct.pack("!H", code) + text.encode())
            extra = wire.opt(4096, flags=wire.DO if query.do else 0, options=options,
                             extended=self.rcode >> 4)
        udp = query.transport == "udp"
        size = 12 + len(query.question) + len(body) + len(extra)
        if udp and (self.tc or size > max(512, query.edns_size)):
            flags, counts, body = flags | wire.TC, [0, 0, 0], b""
        head = wire.HEADER.pack(query.qid, flags, 1, counts[0], counts[1],
                                counts[2] + (1 if extra else 0))
        return head + query.question + body + extra


class ZoneData:
    """Records that are answered as a recursive server would: aliases followed, denials with SOA."""

    chain_max = 32

    def __init__(self, text="", zone="example.", negative_ttl=300):
        self.soa = soa(zone, negative_ttl, negative_ttl)
        self.nodes = {}
        self.add(text)

    def add(self, text):
        for line in text.splitlines():
            line = line.strip()
            if not line or line.startswith(";"):
                continue
            owner, ttl, kind, rdata = line.split(None, 3)
            key = dns.name.from_text(owner).to_text().lower()
            self.nodes.setdefault(key, {}).setdefault(kind.upper(), []).append(
                f"{owner if owner.endswith('.') else owner + '.'} {ttl} {kind} {rdata}")

    def _exists(self, qname):
        return qname in self.nodes or any(key.endswith("." + qname) for key in self.nodes)

    def _dname(self, qname):
        """(lines, target) of the DNAME above `qname`, with the CNAME made from it."""
        labels = qname.split(".")
        for cut in range(1, len(labels) - 1):
            above = ".".join(labels[cut:])
            lines = self.nodes.get(above, {}).get("DNAME")
            if lines:
                owner, ttl, _, target = lines[0].split(None, 3)
                made = ".".join(labels[:cut]) + "." + target
                return [lines[0], f"{qname} {ttl} CNAME {made}"], made.lower()
        return None, None

    def reply(self, qname, kind):
        """The Reply for a lower-case name and a type mnemonic."""
        answer, at = [], qname
        for _ in range(self.chain_max):
            node = self.nodes.get(at, {})
            if kind in node:
                return Reply(answer=answer + node[kind])
            if "CNAME" in node:
                answer += node["CNAME"]
                at = node["CNAME"][0].split(None, 3)[3].lower()
                continue
            lines, target = self._dname(at)
            if lines:
                answer, at = answer + lines, target
                continue
            rcode = wire.NOERROR if self._exists(at) else wire.NXDOMAIN
            return Reply(answer=answer, authority=[self.soa], rcode=rcode)
        return Reply(answer=answer)
