# SPDX-License-Identifier: Apache-2.0
"""What counts as a difference between two answers, and the list that explains them."""

import pathlib
import re
import tomllib
from dataclasses import dataclass, field

import dns.rcode
import dns.rdatatype

TTL_SLACK_S = 1
LIST = pathlib.Path(__file__).with_name("explained.toml")


@dataclass
class Answer:
    """The parts of an answer that are compared."""

    rcode: str
    records: frozenset
    ttls: dict
    soa: bool

    @classmethod
    def of(cls, message):
        records, ttls = set(), {}
        for rrset in message.answer:
            kind = dns.rdatatype.to_text(rrset.rdtype)
            owner = rrset.name.to_text().lower()
            if kind == "RRSIG":
                kind = f"RRSIG-{dns.rdatatype.to_text(rrset.covers)}"
                records.add((owner, kind, ""))
            else:
                records |= {(owner, kind, rdata.to_text().lower()) for rdata in rrset}
            ttls[owner, kind] = rrset.ttl
        soa = any(rrset.rdtype == dns.rdatatype.SOA for rrset in message.authority)
        return cls(dns.rcode.to_text(message.rcode()), frozenset(records), ttls, soa)

    def shape(self):
        """The answer in short: rcode and the types in it, e.g. "NOERROR CNAME AAAA"."""
        return " ".join([self.rcode, *sorted({kind for _, kind, _ in self.records})])


@dataclass
class Difference:
    aspect: str  # rcode, answer, ttl or soa
    question: object
    ours: Answer
    theirs: Answer
    detail: str

    def __str__(self):
        q = self.question
        return (f"{self.aspect}: {q.kind} {q.name} {q.type} {q.flags}\n  ours   "
                f"{self.ours.shape()} soa={self.ours.soa}\n  theirs {self.theirs.shape()} "
                f"soa={self.theirs.soa}\n  {self.detail}")


def differences(question, ours, theirs):
    """Every aspect in which the two answers differ."""
    found = []
    if ours.rcode != theirs.rcode:
        found.append(("rcode", f"{ours.rcode} | {theirs.rcode}"))
    if ours.records != theirs.records:
        more, less = ours.records - theirs.records, theirs.records - ours.records
        found.append(("answer", f"only ours {sorted(more)} | only theirs {sorted(less)}"))
    for key in sorted(ours.ttls.keys() & theirs.ttls.keys()):
        if abs(ours.ttls[key] - theirs.ttls[key]) > TTL_SLACK_S:
            found.append(("ttl", f"{key[1]} {ours.ttls[key]} | {theirs.ttls[key]}"))
            break
    if ours.soa != theirs.soa:
        found.append(("soa", f"{ours.soa} | {theirs.soa}"))
    return [Difference(aspect, question, ours, theirs, detail) for aspect, detail in found]


@dataclass
class Explanation:
    """One entry of the list; every pattern is a regular expression that must match from start to
    end, absent ones match all."""

    name: str
    why: str
    source: str
    aspect: str
    kind: str = ".*"
    type: str = ".*"
    flags: str = ".*"
    ours: str = ".*"
    theirs: str = ".*"
    detail: str = ".*"
    used: int = field(default=0)

    def matches(self, difference):
        q = difference.question
        pairs = ((self.aspect, difference.aspect), (self.kind, q.kind), (self.type, q.type),
                 (self.flags, q.flags), (self.ours, difference.ours.shape()),
                 (self.theirs, difference.theirs.shape()), (self.detail, difference.detail))
        return all(re.fullmatch(pattern, text) for pattern, text in pairs)


def explanations():
    with open(LIST, "rb") as file:
        return [Explanation(**entry) for entry in tomllib.load(file).get("difference", [])]
