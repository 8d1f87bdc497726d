# SPDX-License-Identifier: Apache-2.0
"""Privileges go after binding, and a reload still reads what only root may read."""

import os
import re
import pathlib

import pytest

from harness import client

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def status_of(pid):
    return pathlib.Path(f"/proc/{pid}/status").read_text()


def serving_pids(daemon):
    """The process and its children."""
    pids = [daemon.pid]
    for task in pathlib.Path(f"/proc/{daemon.pid}/task").iterdir():
        pids += [int(pid) for pid in (task / "children").read_text().split()]
    return pids


def test_user_and_capabilities_are_dropped(dns64d, upstream):
    upstream.add("v4.example. 300 A 198.51.100.7")
    daemon = dns64d.config([upstream], control=False, daemon='',
                           text=lambda fixed: user_text(fixed))
    found = [status_of(pid) for pid in serving_pids(daemon)]
    serving = [text for text in found if re.search(r"^Uid:\s+65534\s+65534\s+65534\s+65534", text,
                                                   re.M)]
    assert serving, found
    for text in serving:
        assert int(re.search(r"^CapEff:\s+(\w+)", text, re.M)[1], 16) == 0
        assert int(re.search(r"^CapPrm:\s+(\w+)", text, re.M)[1], 16) == 0
        assert re.search(r"^NoNewPrivs:\s+1", text, re.M)
    for task in pathlib.Path(f"/proc/{daemon.pid}/task").iterdir():
        assert (task / "status").read_text().split("Uid:")[1].split()[0] == "65534"


def user_text(fixed, prefix="64:ff9b::/96"):
    from harness.daemon import config_text
    text = config_text(**fixed, dns64=f'prefix = "{prefix}"')
    return text.replace('user = ""', 'user = "nobody"')


def test_reload_reads_a_file_of_root(dns64d, upstream):
    upstream.add("v4.example. 300 A 198.51.100.7")
    kept = {}

    def text(fixed):
        kept.update(fixed)
        return user_text(fixed)

    daemon = dns64d.config([upstream], control=False, text=text)
    daemon.rewrite(user_text(kept, "2001:db8:9::/96"))
    daemon.config_path.chmod(0o600)
    daemon.hup()
    assert client.data(client.ask(daemon.address, "v4.example"), "AAAA") == [
        "2001:db8:9::c633:6407"]
