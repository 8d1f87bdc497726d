# SPDX-License-Identifier: Apache-2.0
"""Who may do what, where, and with which module: exit codes 3, 4 and 5, and --netns."""

import os

import pytest

from harness import judge
from harness.net import GATEWAY4, POOL6
from harness.setup import add_instance
from harness.traffic import until

INSTANCE = "access"
NOBODY = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
NET_ADMIN = [*NOBODY, "--inh-caps", "-all,+net_admin", "--ambient-caps", "-all,+net_admin",
             "--bounding-set", "-all,+net_admin"]


@pytest.fixture(name="translator", scope="module", autouse=True)
def translator_fixture(net, jool):
    net.forward()
    add_instance(jool, INSTANCE)
    yield
    judge.load_modules()
    jool.run("instance", "flush")


@pytest.mark.parametrize("words", [
    ["pools"], ["bib", "list"], ["sessions"], ["get"], ["add-pool", GATEWAY4, "20000-20001"],
    ["set", "tos", "1"], ["instance", "remove", INSTANCE, "--yes"], ["guard", "on"],
])
def test_nobody_is_not_permitted(nat64ctl, jool, words):
    before = jool.pool4(INSTANCE), jool.settings(INSTANCE)
    done = nat64ctl("--instance", INSTANCE, *words, code=5, prefix=NOBODY)
    assert done.stderr and not done.stdout
    assert (jool.pool4(INSTANCE), jool.settings(INSTANCE)) == before


def test_nobody_sees_what_there_is_to_see(nat64ctl):
    told = nat64ctl("status", "--no-rates", "--json", code=1, prefix=NOBODY).json
    assert told["module"]["loaded"] and told["forwarding"] == {"ipv4": True, "ipv6": True}


def test_one_capability_is_enough(nat64ctl):
    rows = nat64ctl("pools", "--json", prefix=NET_ADMIN).json
    assert len(rows) == 3
    assert nat64ctl("get", "tos", "--json", prefix=NET_ADMIN).json["value"] == 0


def test_another_namespace(net, nat64ctl, jool):
    away = {"namespace": net.client}
    assert "no instance" in nat64ctl("pools", code=1, **away).stderr
    assert len(nat64ctl("pools", "--netns", "gateway", "--json", **away).json) == 3
    nat64ctl("--netns", "/run/netns/gateway", "set", "tos", "7", **away)
    assert jool.settings(INSTANCE)["tos"] == "7"
    nat64ctl("set", "tos", "default")
    assert "nowhere" in nat64ctl("--netns", "nowhere", "pools", code=1, **away).stderr


def with_version(folder, version):
    """Words that make a program see another version of the loaded module."""
    (folder / "version").write_text(version + "\n")
    script = f'mount --bind {folder}/version /sys/module/jool/version && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", script, "sh"]


def test_an_unknown_layout_is_not_written_to(nat64ctl, jool, tmp_path):
    """4.2.0-rc3 calls itself so, and numbers its operations differently."""
    before = jool.pool4(INSTANCE), jool.settings(INSTANCE)
    prefix = with_version(tmp_path, "4.1.255.5")
    for words in (["add-pool", GATEWAY4, "20000-20001"], ["set", "tos", "1"],
                  ["instance", "flush", "--yes"]):
        done = nat64ctl(*words, code=4, prefix=prefix)
        assert "4.1.255" in done.stderr
    told = nat64ctl("doctor", "--json", code=1, prefix=prefix).json
    assert "module-version-unknown" in {finding["id"] for finding in told["findings"]}
    assert (jool.pool4(INSTANCE), jool.settings(INSTANCE)) == before


def test_loaded_and_on_disk_differ(nat64ctl, tmp_path):
    prefix = with_version(tmp_path, "4.1.10.0")
    told = nat64ctl("status", "--no-rates", "--json", code=None, prefix=prefix).json
    assert told["module"]["versions_differ"] and told["module"]["loaded_version"] == "4.1.10"
    assert told["module"]["disk_version"] == os.environ["LAB_JOOL"]
    assert "module-version-differs" in {finding["id"] for finding in told["findings"]}
    assert nat64ctl("set", "tos", "0", "--json", prefix=prefix).json["changed"] is False


def test_without_the_module(nat64ctl, jool):
    """Last in this file: unloading ends every instance."""
    judge.unload_modules()
    for words in (["pools"], ["add-pool", GATEWAY4, "61000"], ["instance", "add", "x"], ["stats"]):
        done = nat64ctl(*words, code=3)
        assert "not loaded" in done.stderr and "up" in done.stderr
    told = nat64ctl("status", "--json", code=1).json
    assert not told["module"]["loaded"] and told["module"]["fits_kernel"]
    found = {finding["id"] for finding in nat64ctl("doctor", "--json", code=1).json["findings"]}
    assert "module-not-loaded" in found
    judge.load_modules()
    assert until(lambda: jool.instances() == [], "the module is back")
    assert POOL6 in nat64ctl("instance", "add", INSTANCE).stdout
