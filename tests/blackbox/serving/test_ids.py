# SPDX-License-Identifier: Apache-2.0
"""Every query id comes back as sent, the border ones too."""

import pytest

from harness import client, wire


@pytest.mark.parametrize("qid", [0, 1, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF])
def test_id_comes_back(dns64d, upstream, qid):
    upstream.add("a.example. 300 A 198.51.100.1")
    daemon = dns64d.flags([upstream], shards=1)
    for name in ("a.example", "missing.example", "a.example"):
        answer = client.udp(daemon.address, wire.query(name, "A", qid=qid))
        assert wire.parse_header(answer).qid == qid
        with client.Tcp(daemon.address) as tcp:
            assert wire.parse_header(tcp.ask(wire.query(name, "A", qid=qid))).qid == qid
