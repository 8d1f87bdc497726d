# SPDX-License-Identifier: Apache-2.0
"""Zones and questions from one seed: every question has names of its own, so that both servers
are cold for it and TTLs can be compared."""

import random
from dataclasses import dataclass

import dns.reversename

PLAIN, SIGNED, REVERSE = "plain.", "signed.", "58.212.in-addr.arpa."
QUESTIONS = 2000
SPECIAL = ["0.1.2.3", "10.1.2.3", "100.64.9.9", "127.0.0.5", "169.254.1.1", "172.16.3.4",
           "192.168.7.7", "198.18.4.4", "224.0.0.9", "240.1.1.1"]
EXCLUDED = ["::ffff:212.58.1.1", "64:ff9b::a00:1", "64:ff9b::d43a:101"]


@dataclass(frozen=True)
class Question:
    kind: str  # the shape of the data behind it
    name: str
    type: str
    do: bool = False
    cd: bool = False

    @property
    def flags(self):
        return ("do" if self.do else "") + ("cd" if self.cd else "") or "plain"


class Generator:
    """Makes names of every shape; `lines` maps a zone to its text."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.lines = {PLAIN: [], SIGNED: [], REVERSE: []}
        self.number = 0
        self.addresses = 0

    def label(self, stem):
        self.number += 1
        return f"{stem}{self.number}"

    def ttl(self):
        return self.rng.choice((30, 60, 120, 300, 600, 1800, 86400))

    def v4(self):
        self.addresses += 1
        return f"212.58.{self.addresses // 250 % 250 + 1}.{self.addresses % 250 + 1}"

    def v6(self):
        return f"2001:db8:{self.rng.randrange(1, 65535):x}::{self.rng.randrange(1, 65535):x}"

    def put(self, zone, owner, kind, *values, ttl=None):
        ttl = self.ttl() if ttl is None else ttl
        for value in values:
            self.lines[zone].append(f"{owner}.{zone} {ttl} {kind} {value}")

    def terminal(self, zone, shape, owner):
        """Records of a shape at `owner`."""
        count = self.rng.choice((1, 1, 2, 4))
        a4 = [self.v4() for _ in range(count)]
        a6 = [self.v6() for _ in range(count)]
        special = self.rng.choice(SPECIAL)
        excluded = self.rng.choice(EXCLUDED)
        records = {
            "a": [("A", a4)], "aaaa": [("AAAA", a6)], "both": [("A", a4), ("AAAA", a6)],
            "nodata": [("MX", [f"10 mail.{zone}"])], "nxdomain": [],
            "excluded": [("AAAA", [excluded])],
            "excluded-and-a": [("AAAA", [excluded]), ("A", a4)],
            "mixed-aaaa": [("AAAA", [excluded, *a6]), ("A", a4)],
            "special-a": [("A", [special])], "mixed-a": [("A", [special, *a4])],
        }[shape]
        for kind, values in records:
            self.put(zone, owner, kind, *values)

    def chain(self, zone, shape, length, cross=False):
        """A CNAME chain that ends in `shape`; its first owner with zone."""
        labels = [self.label("c") for _ in range(length)] + [self.label("t")]
        zones = [self.rng.choice((PLAIN, SIGNED)) if cross else zone for _ in labels]
        for at in range(length):
            self.put(zones[at], labels[at], "CNAME", f"{labels[at + 1]}.{zones[at + 1]}")
        self.terminal(zones[-1], shape, labels[-1])
        return f"{labels[0]}.{zones[0]}"

    def tree(self, zone, shape):
        """A name under a DNAME that ends in `shape`."""
        top, target, leaf = self.label("d"), self.label("e"), self.label("l")
        self.put(zone, top, "DNAME", f"{target}.{zone}")
        self.terminal(zone, shape, f"{leaf}.{target}")
        return f"{leaf}.{top}.{zone}"

    def wildcard(self, zone, shape):
        owner = self.label("w")
        if shape == "cname":
            target = self.label("t")
            self.terminal(zone, "a", target)
            self.put(zone, f"*.{owner}", "CNAME", f"{target}.{zone}")
        else:
            self.terminal(zone, shape, f"*.{owner}")
        return f"{self.label('x')}.{owner}.{zone}"


SHAPES = ("a", "a", "a", "aaaa", "both", "nodata", "nxdomain", "excluded", "excluded-and-a",
          "mixed-aaaa", "special-a", "mixed-a")
FLAGS = ({}, {}, {}, {}, {"do": True}, {"do": True}, {"cd": True}, {"do": True, "cd": True})


def forward_question(gen):
    rng = gen.rng
    zone = rng.choice((PLAIN, PLAIN, SIGNED))
    shape = rng.choice(SHAPES)
    form = rng.choice(("direct", "direct", "chain", "cross", "dname", "wildcard", "entry", "loop",
                       "dangling"))
    prefix = zone[:-1]
    if form in ("chain", "cross"):
        length = rng.randint(1, 5)
        name = gen.chain(zone, shape, length, form == "cross")
    elif form == "dname":
        name = gen.tree(zone, shape)
    elif form == "wildcard":
        shape = rng.choice(("a", "aaaa", "both", "special-a", "excluded", "cname"))
        name = gen.wildcard(zone, shape)
    elif form == "entry":
        owner, shape = gen.label("n"), "empty"
        gen.terminal(zone, "a", f"{gen.label('b')}.{owner}")
        name = f"{owner}.{zone}"
    elif form == "loop" and rng.random() < 0.2:
        one, two, shape = gen.label("o"), gen.label("o"), "loop"
        gen.put(zone, one, "CNAME", f"{two}.{zone}")
        gen.put(zone, two, "CNAME", f"{one}.{zone}")
        name = f"{one}.{zone}"
    elif form == "dangling":
        owner, shape = gen.label("g"), "nxdomain"
        gen.put(zone, owner, "CNAME", f"{gen.label('none')}.{zone}")
        name = f"{owner}.{zone}"
    else:
        form, owner = "direct", gen.label("h")
        gen.terminal(zone, shape, owner)
        name = f"{owner}.{zone}"
    kind = rng.choice(("AAAA",) * 8 + ("A", "MX", "TXT", "HTTPS"))
    return Question(f"{prefix}/{form}/{shape}", name, kind, **rng.choice(FLAGS))


def reverse_question(gen):
    """A PTR question inside the prefix, with and without a target."""
    rng = gen.rng
    address = gen.v4()
    octets = address.split(".")
    shape = rng.choice(("ptr", "nxdomain", "special", "ancestor", "other-type"))
    if shape in ("ptr", "other-type"):
        gen.lines[REVERSE].append(
            f"{octets[3]}.{octets[2]}.{REVERSE} {gen.ttl()} PTR {gen.label('p')}.{PLAIN}")
    if shape == "special":
        octets = rng.choice(SPECIAL).split(".")
    text = "64:ff9b::" + "{:02x}{:02x}:{:02x}{:02x}".format(*map(int, octets))
    name = dns.reversename.from_address(text).to_text()
    if shape == "ancestor":
        name = ".".join(name.split(".")[rng.randint(1, 7):])
    kind = "TXT" if shape == "other-type" else "PTR"
    return Question(f"reverse/{shape}", name, kind, do=rng.random() < 0.2)


def fixed_questions():
    return [Question("ipv4only", "ipv4only.arpa.", kind, do=do)
            for kind in ("A", "AAAA", "MX") for do in (False, True)]


def generate(seed=6147):
    """(zones as {name: text}, questions)"""
    gen = Generator(seed)
    questions = fixed_questions()
    while len(questions) < QUESTIONS:
        make = reverse_question if gen.rng.random() < 0.08 else forward_question
        questions.append(make(gen))
    for zone in (PLAIN, SIGNED):
        gen.put(zone, "mail", "A", gen.v4())
    return {zone: "\n".join(lines) + "\n" for zone, lines in gen.lines.items()}, questions
