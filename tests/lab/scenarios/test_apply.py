# SPDX-License-Identifier: Apache-2.0
"""`plan`, `apply` and `confirm` on a live translator: what they cost, killed runs, time-outs."""

import fcntl
import os
import pathlib
import pty
import termios
import time

import pytest

from harness.nat64ctl import binary
from harness.net import CLIENT6, GATEWAY4, POOL6
from harness.traffic import ping, until

INSTANCE = "applied"
JOURNAL = pathlib.Path("/var/lib/gate64/journal.jsonl")

OLD = (["61000-61999"], "5m", None)
NEW = (["61000-61499", "63000-63999"], "2m", 63443)


def text_of(ports, udp_timeout, binding):
    text = (f'[dns64d]\n[[dns64]]\nprefix = "{POOL6}"\n'
            f'[nat64]\ninstance = "{INSTANCE}"\npool6 = "{POOL6}"\n')
    for some in ports:
        text += f'[[nat64.pool4]]\naddress = "{GATEWAY4}"\nports = "{some}"\n'
    if binding:
        text += (f'[[nat64.bib]]\nprotocol = "tcp"\nipv6 = "[{CLIENT6}]:443"\n'
                 f'ipv4 = "{GATEWAY4}:{binding}"\n')
    return text + f'[nat64.settings]\nudp-timeout = "{udp_timeout}"\n'


def seen(jool):
    """What the reference sees of what the files differ in."""
    ports = sorted({f'{row["Min port"]}-{row["Max port"]}' for row in jool.pool4(INSTANCE)})
    counts = {row["Protocol"] for row in jool.pool4(INSTANCE)}
    static = [int(row["IPv4 L4-ID"]) for row in jool.bib(INSTANCE) if row["Static?"] == "1"]
    assert counts == {"TCP", "UDP", "ICMP"}
    minutes = int(jool.settings(INSTANCE)["udp-timeout"].split(":")[1])
    return ports, f"{minutes}m", static[0] if static else None


@pytest.fixture(name="files", scope="module")
def files_fixture(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    words = {}
    for name, wanted in (("old", OLD), ("new", NEW)):
        path = folder / f"{name}.toml"
        path.write_text(text_of(*wanted))
        path.chmod(0o600)
        words[name] = ["--config", path]
    return words


@pytest.fixture(name="old")
def old_fixture(jool, nat64ctl, files):
    """The old file is live when the test begins; returns the new one's words."""
    nat64ctl(*files["old"], "up")
    assert seen(jool) == OLD
    return files["new"]


@pytest.fixture(name="down", scope="module", autouse=True)
def down_fixture(net, jool, nat64ctl, files):
    yield
    nat64ctl(*files["old"], "down")
    assert not jool.instances()


def test_the_plan_says_what_it_costs(net, jool, nat64ctl, old):
    jool.run("-i", INSTANCE, "bib", "add", "--icmp", f"{CLIENT6}#1", f"{GATEWAY4}#61600")
    assert ping(net.client)
    sessions, stats = len(jool.sessions(INSTANCE)), jool.stats(INSTANCE)
    told = nat64ctl(*old, "plan", "--json").json
    assert len(told["steps"]) >= 5
    assert seen(jool) == (OLD[0], OLD[1], 61600), "a plan changes nothing"
    done = nat64ctl(*old, "apply", "--json").json
    assert len(done["steps"]) == len(told["steps"])
    assert seen(jool) == NEW
    assert nat64ctl(*old, "plan", "--json").json["steps"] == []
    # Counters and the sessions that no step ends go on.
    assert jool.stats(INSTANCE)["JSTAT_SUCCESS"] >= stats["JSTAT_SUCCESS"]
    assert len(jool.sessions(INSTANCE)) <= sessions


def lines():
    return JOURNAL.read_text().count("\n") if JOURNAL.exists() else 0


def killed_at(nat64ctl, words, count):
    """Starts an apply and kills it when its journal has so many lines; the lines it wrote."""
    JOURNAL.unlink(missing_ok=True)
    running = nat64ctl.start(*words, "apply")
    while running.poll() is None and lines() < count:
        pass
    running.kill()
    running.communicate(timeout=60)
    return lines()


@pytest.mark.timeout(400)
def test_killed_at_every_step(jool, nat64ctl, old, files):
    """Whatever a killed run left, in either direction, the next apply ends where it should."""
    total = len(nat64ctl(*old, "plan", "--json").json["steps"])
    ways = [(old, NEW), (files["old"], OLD)]
    killed = []
    # A line for the run, then two a step: begun and done.
    for step in range(total):
        words, wanted = ways[step % 2]
        killed.append(killed_at(nat64ctl, words, 2 + 2 * step))
        nat64ctl(*words, "apply")
        assert seen(jool) == wanted, killed
    assert len(set(killed)) > total // 2, f"of {2 + 2 * total} lines: {killed}"


def test_killed_and_taken_back(jool, nat64ctl, old):
    total = len(nat64ctl(*old, "plan", "--json").json["steps"])
    killed_at(nat64ctl, old, 2 * total - 2)
    assert seen(jool) != OLD
    nat64ctl("apply", "--recover")
    assert seen(jool) == OLD


def test_without_confirmation_it_is_taken_back(jool, nat64ctl, old):
    told = nat64ctl(*old, "apply", "--confirm", "10s")
    assert "confirm" in told.stdout
    assert seen(jool) == NEW
    until(lambda: seen(jool) == OLD, "the change is taken back", seconds=60)
    assert nat64ctl("confirm", code=1).stderr


def test_confirmed_it_stays(jool, nat64ctl, old, files):
    nat64ctl(*old, "apply", "--confirm", "20s")
    nat64ctl("confirm")
    time.sleep(21)
    assert seen(jool) == NEW
    nat64ctl(*files["old"], "apply")


def test_the_terminal_is_lost(net, jool, nat64ctl, old):
    """The change cut the line to its operator: shell and terminal go, the timer stays."""
    master, slave = pty.openpty()
    shell = net.gateway.start(
        ["sh", "-c", '"$@"; echo applied; exec sleep 600', "sh", binary(), *old, "apply",
         "--confirm", "15s"],
        stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
    os.close(slave)
    shown = b""
    while b"applied" not in shown:
        shown += os.read(master, 4096)
    assert seen(jool) == NEW
    os.close(master)  # hangs up
    shell.wait(30)
    assert seen(jool) == NEW
    until(lambda: seen(jool) == OLD, "the change is taken back", seconds=60)


def test_one_at_a_time(jool, nat64ctl, old):
    """While a change waits for its confirmation, another is not begun under it."""
    nat64ctl(*old, "apply", "--confirm", "60s")
    refused = nat64ctl(*old, "tune", code=1)
    assert "confirm" in refused.stderr
    nat64ctl("apply", "--recover")
    assert seen(jool) == OLD
