# SPDX-License-Identifier: Apache-2.0
"""ANY gets the minimal answer of RFC 8482 and never goes upstream."""

import pytest

from harness import client


@pytest.mark.parametrize("tcp", [False, True])
def test_any_is_answered_with_hinfo(dns64d, upstream, tcp):
    upstream.add("a.example. 300 A 198.51.100.1\na.example. 300 TXT big")
    daemon = dns64d.flags([upstream])
    client.ask(daemon.address, "a.example", "A")
    before = upstream.count()
    answer = client.ask(daemon.address, "a.example", "ANY", tcp=tcp)
    assert client.rcode(answer) == "NOERROR"
    rows = client.rows(answer)
    assert [row[2] for row in rows] == ["HINFO"]
    assert rows[0][0] == "a.example." and rows[0][3] == '"RFC8482" ""'
    assert rows[0][1] > 0
    assert upstream.count() == before
