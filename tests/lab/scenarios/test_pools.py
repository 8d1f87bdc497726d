# SPDX-License-Identifier: Apache-2.0
"""pools, add-pool, del-pool and flush-pools, judged by the reference command."""

import pytest

from harness.net import GATEWAY4, POOL6
from harness.setup import add_instance
from harness.traffic import listens, ping, until

INSTANCE = "pools"
ALL = ("icmp", "tcp", "udp")


@pytest.fixture(name="translator", scope="module", autouse=True)
def translator_fixture(net, jool):
    net.forward()
    add_instance(jool, INSTANCE, ports=None)
    yield
    jool.run("instance", "remove", INSTANCE)


@pytest.fixture(name="pool4")
def pool4_fixture(jool):
    """What the reference lists; every test starts and ends with nothing."""
    def entries():
        return {(row["Protocol"].lower(), row["Address"], int(row["Min port"]),
                 int(row["Max port"]), int(row["Mark"])) for row in jool.pool4(INSTANCE)}
    yield entries
    jool.run("-i", INSTANCE, "pool4", "flush")


def of_all(first, last, *, mark=0, protocols=ALL):
    return {(protocol, GATEWAY4, first, last, mark) for protocol in protocols}


def test_three_protocols_and_nothing_twice(nat64ctl, pool4):
    told = nat64ctl("add-pool", GATEWAY4, "61000-65535", "--json").json
    assert told["changed"] and pool4() == of_all(61000, 65535)
    again = nat64ctl("add-pool", GATEWAY4, "61000-65535")
    assert "already" in again.stdout and pool4() == of_all(61000, 65535)
    listed = nat64ctl("pools", "--json").json
    assert {(row["protocol"], row["address"], row["first_port"], row["last_port"], row["mark"])
            for row in listed} == pool4()


def test_named_protocols_marks_and_order(nat64ctl, pool4):
    nat64ctl("add-pool", GATEWAY4, "62500-62001,62501", "--udp", "--icmp", "--mark", "5")
    assert pool4() == of_all(62001, 62501, mark=5, protocols=("udp", "icmp"))


def test_an_address_that_is_not_here(nat64ctl, pool4):
    done = nat64ctl("add-pool", "198.51.100.0/30", "61000-61007", "--icmp")
    assert "no address of this box" in done.stderr
    assert pool4() == {("icmp", f"198.51.100.{last}", 61000, 61007, 0) for last in range(4)}


REFUSALS = [
    (["40000-40100"], 1, "ephemeral range 32768-60999"),
    (["62000-62010", "--mark", "2"], 1, "belongs to mark 1"),
    (["0-10"], 2, "from 1 to 65535"),
    (["61000-65535", "--sctp"], 2, "--sctp"),
]


@pytest.mark.parametrize("words,code,why", REFUSALS)
def test_refused(nat64ctl, jool, pool4, words, code, why):
    jool.run("-i", INSTANCE, "pool4", "add", "--tcp", "--mark", "1", GATEWAY4, "62005-62006")
    before = pool4()
    done = nat64ctl("add-pool", GATEWAY4, *words, code=code)
    assert why in done.stderr and pool4() == before


def test_short_prefixes(nat64ctl, pool4):
    for prefix, force in (("198.18.0.0/23", []), ("198.0.0.0/8", ["--force"])):
        done = nat64ctl("add-pool", prefix, "61000-65535", *force, code=1)
        assert prefix in done.stderr and not pool4()


def test_a_listening_socket_is_in_the_way(net, nat64ctl, pool4):
    code = "import socket, time; s = socket.create_server(('', 64000)); time.sleep(300)"
    listener = net.gateway.start(["python3", "-c", code])
    try:
        until(lambda: listens(net.gateway, 64000), "the listener")
        done = nat64ctl("add-pool", GATEWAY4, "63000-64500", code=1)
        assert "port 64000 tcp" in done.stderr and not pool4()
        nat64ctl("add-pool", GATEWAY4, "63000-64500", "--udp")
        assert pool4() == of_all(63000, 64500, protocols=("udp",))
        nat64ctl("add-pool", GATEWAY4, "63000-64500", "--force")
        assert pool4() == of_all(63000, 64500)
    finally:
        listener.terminate()
        listener.wait(30)


def test_part_of_a_range_goes(nat64ctl, pool4, jool):
    nat64ctl("add-pool", GATEWAY4, "61000-62000")
    nat64ctl("del-pool", GATEWAY4, "61500-61600", "--tcp")
    assert pool4() == of_all(61000, 62000, protocols=("udp", "icmp")) | \
        {("tcp", GATEWAY4, 61000, 61499, 0), ("tcp", GATEWAY4, 61601, 62000, 0)}
    assert "not in pool4" in nat64ctl("del-pool", GATEWAY4, "65000", code=1).stderr
    assert jool.settings(INSTANCE)["pool6"] == POOL6


def test_sessions_end_only_when_agreed(net, jool, nat64ctl, pool4):
    nat64ctl("add-pool", GATEWAY4, "61000-62000")
    assert ping(net.client)
    refused = nat64ctl("del-pool", GATEWAY4, code=1)
    assert "--yes" in refused.stderr and pool4() == of_all(61000, 62000)
    assert nat64ctl("del-pool", GATEWAY4, "--yes", "--json").json["sessions_ended"] == 1
    assert not pool4() and not jool.sessions(INSTANCE) and not jool.bib(INSTANCE)


def test_flush(nat64ctl, pool4):
    nat64ctl("add-pool", GATEWAY4, "61000-62000")
    assert "--yes" in nat64ctl("flush-pools", code=1).stderr
    assert nat64ctl("flush-pools", "--yes", "--json").json["ranges_removed"] == 3
    assert not pool4()


FILE = f"""# The gateway of the lab.
[nat64]
instance = "{INSTANCE}"   # as the old script called it
pool6 = "{POOL6}"

[[nat64.pool4]]
address = "{GATEWAY4}"
ports = "61000-61999"     # first thousand

# The end.
"""


def test_persist_keeps_the_comments(nat64ctl, pool4, tmp_path):
    file = tmp_path / "gate64.toml"
    file.write_text(FILE)
    words = ["--config", file, "--persist"]
    nat64ctl("add-pool", GATEWAY4, "62000-62999", "--udp", *words)
    text = file.read_text()
    assert pool4() == of_all(62000, 62999, protocols=("udp",))
    assert "62000-62999" in text and "udp" in text
    assert all(line in text.splitlines() for line in FILE.splitlines())
    nat64ctl("check", "--config", file)
    nat64ctl("del-pool", GATEWAY4, "62000-62999", "--udp", *words)
    assert "62000" not in file.read_text() and not pool4()
    assert all(line in file.read_text() for line in FILE.splitlines())


def test_a_file_that_others_write_is_refused(nat64ctl, pool4, tmp_path):
    file = tmp_path / "gate64.toml"
    file.write_text(FILE)
    file.chmod(0o666)
    done = nat64ctl("add-pool", GATEWAY4, "62000-62999", "--config", file, "--persist", code=None)
    assert done.code != 0 and "gate64.toml" in done.stderr
    assert not pool4() and file.read_text() == FILE
