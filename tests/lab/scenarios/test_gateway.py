# SPDX-License-Identifier: Apache-2.0
"""`up` and `down`: the result of the operator's script from a file, in both frameworks."""

import pytest

from harness import judge
from harness.net import CLIENT6, GATEWAY4, POOL6, SERVER4, mapped
from harness.setup import add_instance, intercept
from harness.traffic import fetch, http_server, ping

INSTANCE = "example"
SYSCTLS = ("net.ipv4.conf.all.forwarding", "net.ipv6.conf.all.forwarding",
           "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports")
FRAMEWORKS = [
    "netfilter",
    pytest.param("iptables", marks=pytest.mark.skipif(not judge.Judge.has_iptables(),
                                                      reason="not in this module")),
]


@pytest.fixture(name="file")
def file_fixture(tmp_path):
    """Writes a configuration file; returns the words that name it."""
    def write(framework, more=""):
        path = tmp_path / "gate64.toml"
        path.write_text(f'[dns64d]\n[[dns64]]\nprefix = "{POOL6}"\n'
                        f'[nat64]\ninstance = "{INSTANCE}"\nframework = "{framework}"\n'
                        f'[[nat64.pool4]]\naddress = "{GATEWAY4}"\nports = "61000-65535"\n{more}')
        path.chmod(0o600)
        return ["--config", path]
    return write


def rules(net):
    return {command: net.gateway.run([command, "-t", "mangle", "-S", "PREROUTING"]).stdout
            for command in ("iptables", "ip6tables")}


def settings(net):
    return {key: net.gateway.sysctl(key) for key in SYSCTLS}


def translator(jool):
    """All that the reference knows of the instance, without its traffic."""
    instances = [(row["Name"], row["Framework"]) for row in jool.instances()]
    if INSTANCE not in [name for name, _ in instances]:
        return instances, None, None
    return instances, sorted(map(str, jool.pool4(INSTANCE))), jool.settings(INSTANCE)


def the_script(net, jool, framework):
    """What the operator typed, where the reference stands for the shell's words."""
    net.forward()
    add_instance(jool, INSTANCE, framework=framework)
    if framework == "iptables":
        intercept(net, INSTANCE)


def undo_the_script(net, jool, framework, before):
    if framework == "iptables":
        intercept(net, INSTANCE, "-D")
    jool.run("instance", "remove", INSTANCE)
    for key in SYSCTLS[:2]:
        net.gateway.sysctl(key, before[key])


def works(net, folder):
    (folder / "page").write_text("seen")
    with http_server(net.server, SERVER4, folder):
        return ping(net.client) and ping(net.client, size=3000) and \
            fetch(net.client, mapped(SERVER4), "/page") == "seen"


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_up_is_the_script_and_down_undoes_it(net, jool, nat64ctl, file, framework, tmp_path):
    before = settings(net)
    the_script(net, jool, framework)
    script = translator(jool), rules(net)
    undo_the_script(net, jool, framework, before)
    judge.unload_modules()

    config = file(framework)
    nat64ctl(*config, "up")
    assert (translator(jool), rules(net)) == script
    after = settings(net)
    assert after[SYSCTLS[0]] == after[SYSCTLS[1]] == "1"
    assert after["net.ipv4.ip_local_reserved_ports"] == "61000-65535"
    assert works(net, tmp_path)

    counted = jool.stats(INSTANCE)
    again = nat64ctl(*config, "up")
    assert again.stdout.startswith("nothing to do")
    assert (translator(jool), rules(net), settings(net)) == (*script, after)
    assert jool.stats(INSTANCE)["JSTAT_SUCCESS"] >= counted["JSTAT_SUCCESS"] > 0
    assert "nothing to do" in nat64ctl(*config, "plan").stdout

    nat64ctl(*config, "down")
    assert not jool.instances() and settings(net) == before
    assert "JOOL" not in str(rules(net))
    assert "gate64" not in net.gateway.run(["nft", "list", "tables"]).stdout
    assert nat64ctl(*config, "down").stdout.startswith("nothing to undo")


def test_what_others_made_stays(net, jool, nat64ctl, file):
    framework = "iptables" if jool.has_iptables() else "netfilter"
    net.gateway.run(["iptables", "-t", "mangle", "-A", "PREROUTING", "-p", "tcp", "--dport", "22",
                     "-j", "ACCEPT"])
    net.gateway.run(["nft", "add table inet mine; add chain inet mine c"])
    net.gateway.sysctl("net.ipv4.ip_local_reserved_ports", "8080,9000-9010")
    net.gateway.sysctl("net.ipv6.conf.all.forwarding", 1)
    if framework == "iptables":
        jool.run("instance", "add", "theirs", "--iptables", "--pool6", "64:ff9b:1::/96")
        intercept(net, "theirs")
    before = translator(jool), rules(net), settings(net)
    config = file(framework)
    nat64ctl(*config, "up")
    assert net.gateway.sysctl("net.ipv4.ip_local_reserved_ports") == "8080,9000-9010,61000-65535"
    # Somebody changes a setting in between: their word is the last one.
    net.gateway.sysctl("net.ipv4.ip_local_reserved_ports", "8080,9000-9010,9999,61000-65535")
    nat64ctl(*config, "down")
    now, then = settings(net), before[2]
    assert now.pop("net.ipv4.ip_local_reserved_ports") in ("8080,9000-9010,9999",
                                                           "8080,9000-9010,9999,61000-65535")
    then.pop("net.ipv4.ip_local_reserved_ports")
    assert (translator(jool), rules(net), now) == (*before[:2], then)
    assert "table inet mine" in net.gateway.run(["nft", "list", "tables"]).stdout
    net.gateway.run(["sh", "-c", "echo > /proc/sys/net/ipv4/ip_local_reserved_ports"])
    jool.run("instance", "flush")
    if framework == "iptables":
        intercept(net, "theirs", "-D")


def test_static_bindings_settings_and_no_guard(net, jool, nat64ctl, file):
    config = file("netfilter", more=f"""
[[nat64.bib]]
protocol = "tcp"
ipv6 = "[{CLIENT6}]:443"
ipv4 = "{GATEWAY4}:61443"

[nat64.settings]
udp-timeout = "2m"
""")
    path = config[1]
    path.write_text(path.read_text().replace("[nat64]\n", "[nat64]\nguard = false\n"))
    nat64ctl(*config, "up")
    assert [(row["IPv6 L4-ID"], row["IPv4 L4-ID"], row["Static?"])
            for row in jool.bib(INSTANCE)] == [("443", "61443", "1")]
    assert jool.settings(INSTANCE)["udp-timeout"] == "0:02:00"
    assert not nat64ctl("guard", "status", "--json", code=1).json["installed"]
    assert nat64ctl(*config, "up").stdout.startswith("nothing to do")
    nat64ctl(*config, "down")


def test_a_box_made_by_hand_is_taken_over(net, jool, nat64ctl, file):
    """`adopt` gives the file, and `up` from it finds nothing of the instance to change."""
    the_script(net, jool, "netfilter")
    jool.run("-i", INSTANCE, "global", "update", "icmp-timeout", "0:10:00")
    path = file("netfilter")[1]
    path.write_text(nat64ctl("adopt").stdout)
    nat64ctl("--config", path, "check")
    seen = translator(jool)
    assert ping(net.client)
    sessions = len(jool.sessions(INSTANCE))
    nat64ctl("--config", path, "up")
    assert translator(jool) == seen and len(jool.sessions(INSTANCE)) == sessions == 1
    nat64ctl("--config", path, "down")
    assert [row["Name"] for row in jool.instances()] == [INSTANCE], "it was theirs"
    jool.run("instance", "remove", INSTANCE)


def test_the_script_command_says_what_up_does(net, jool, nat64ctl, file):
    """Its words, run as they stand with the reference command, make what `up` makes."""
    framework = "iptables" if jool.has_iptables() else "netfilter"
    shown = nat64ctl(*file(framework), "script").stdout
    assert f"--{framework}" in shown and "pool4 add" in shown and POOL6 in shown
    assert ("PREROUTING" in shown) == (framework == "iptables")
