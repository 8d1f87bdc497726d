# SPDX-License-Identifier: Apache-2.0
"""Two thousand questions to us and to BIND with `dns64`, over the same zones in the same NSD."""

import dns.exception
import dns.flags
import dns.message
import dns.query
import pytest

from compare import Answer, differences, explanations
from harness.daemon import binary
from harness.factory import Factory
from harness.real import Lab, missing
from zones import SIGNED, generate

#: The special-use blocks that we refuse by default, told to BIND, whose default maps everything.
MAPPED = """!0.0.0.0/8; !10.0.0.0/8; !100.64.0.0/10; !127.0.0.0/8; !169.254.0.0/16;
!172.16.0.0/12; !192.168.0.0/16; !198.18.0.0/15; !224.0.0.0/4; !240.0.0.0/4; any;"""
DNS64 = f"""  dns64 64:ff9b::/96 {{ clients {{ any; }}; mapped {{ {MAPPED} }};
    exclude {{ ::ffff:0:0/96; 64:ff9b::/96; }}; }};
  synth-from-dnssec no;
  ipv4only-enable yes;
"""


@pytest.fixture(name="servers", scope="module")
def servers_fixture(tmp_path_factory):
    """((our address, their address), questions)"""
    absent = missing("nsd", "unbound", "named", "ldns-signzone", "ldns-keygen")
    if absent:
        pytest.skip("not installed: " + ", ".join(absent))
    assert binary() is not None, "no dns64d to test: set GATE64_DNS64D"
    folder = tmp_path_factory.mktemp("differential")
    zones, questions = generate()
    lab = Lab(folder, zones, signed=(SIGNED,))
    upstream = lab.bind()
    reference = lab.bind(DNS64)
    factory = Factory(folder)
    daemon = factory.config([f"127.0.0.1:{upstream}"], upstream="trust_ad = true")
    yield (daemon.address, ("127.0.0.1", reference)), questions
    factory.close()
    lab.close()


def ask(address, question):
    query = dns.message.make_query(question.name, question.type, use_edns=0, payload=1232,
                                   want_dnssec=question.do)
    if question.cd:
        query.flags |= dns.flags.CD
    try:
        answer = dns.query.udp(query, address[0], 15, address[1])
    except dns.exception.Timeout:
        return Answer("TIMEOUT", frozenset(), {}, False)
    if answer.flags & dns.flags.TC:
        answer = dns.query.tcp(query, address[0], 15, address[1])
    return Answer.of(answer)


def test_every_difference_is_explained(servers):
    (ours, theirs), questions = servers
    known = explanations()
    unexplained, kinds = [], set()
    for question in questions:
        kinds.add(question.kind)
        for difference in differences(question, ask(ours, question), ask(theirs, question)):
            matching = [entry for entry in known if entry.matches(difference)]
            for entry in matching:
                entry.used += 1
            if not matching:
                unexplained.append(difference)
    assert len(questions) == 2000 and len(kinds) > 60
    text = "\n".join(str(difference) for difference in unexplained[:40])
    assert not unexplained, f"{len(unexplained)} unexplained differences:\n{text}"
    unused = [entry.name for entry in known if not entry.used]
    assert not unused, f"explanations that explain nothing: {unused}"


def test_every_explanation_is_complete():
    for entry in explanations():
        assert entry.why and entry.source and entry.name and entry.aspect
