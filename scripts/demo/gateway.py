#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The demo's second part, inside the virtual machine: an IPv6-only client, the gateway with NAT64
and DNS64 from one file, an IPv4-only host. Every command is shown as it would be typed."""

import contextlib
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time

from harness.net import CLIENT6, GATEWAY4, GATEWAY6, SERVER4, TO_SERVER, Net

BIN = pathlib.Path(os.environ["GATE64_BIN"])
NAME = "www.news.example"
HOST4 = "212.58.233.254"
HOST6 = "64:ff9b::d43a:e9fe"

CONFIGURATION = f"""
[dns64d]
listen = ["[{GATEWAY6}]:53"]
allow  = ["2001:db8:1::/64"]
user   = ""

[[upstream]]
servers = ["{SERVER4}"]

[[dns64]]
prefix = "64:ff9b::/96"

[nat64]
instance = "gate64"

[[nat64.pool4]]
address = "{GATEWAY4}"
ports   = "61000-65535"
"""

ZONE = f"""$ORIGIN example.
$TTL 300
@        SOA ns hostmaster 1 3600 600 86400 60
@        NS ns
ns       A {SERVER4}
www.news CNAME news.map
news.map A {HOST4}
"""

NAME_SERVER = """server:
  ip-address: {address}
  username: ""
  pidfile: ""
  zonesdir: "{folder}"
  database: ""
  xfrdfile: "{folder}/xfrd"
  zonelistfile: "{folder}/zonelist"
  server-count: 1
remote-control:
  control-enable: no
zone:
  name: "example"
  zonefile: "zone"
"""


def step(text):
    print(f"\n== {text}", flush=True)


def show(host, *words, expect=""):
    """Runs a command on one of the hosts, shows both, and insists on success and on `expect`."""
    typed = [pathlib.Path(word).name if str(word).startswith(str(BIN)) else str(word)
             for word in words]
    print(f"\n{host.name}$ {shlex.join(typed)}", flush=True)
    done = subprocess.run(host.words(words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
    print(done.stdout, end="", flush=True)
    if done.returncode != 0 or expect not in done.stdout:
        wanted = f" and {expect!r} in its output" if expect else ""
        sys.exit(f"demo: FAILED: expected exit code 0{wanted}, got {done.returncode}")


def wait_for(what, is_there):
    end = time.monotonic() + 30
    while not is_there():
        if time.monotonic() > end:
            sys.exit(f"demo: FAILED: {what} does not come up")
        time.sleep(0.1)


def start_host(net, folder):
    """The IPv4-only host: a name server and a web server, behind an address of its own."""
    net.server.run(["ip", "addr", "add", f"{HOST4}/32", "dev", "lo"])
    net.gateway.run(["ip", "route", "add", "default", "via", SERVER4, "dev", TO_SERVER])
    (folder / "zone").write_text(ZONE)
    (folder / "nsd.conf").write_text(NAME_SERVER.format(address=SERVER4, folder=folder))
    (folder / "index.html").write_text("hello from a host that has no IPv6\n")
    net.server.start(["nsd", "-d", "-c", folder / "nsd.conf"], stderr=subprocess.DEVNULL)
    net.server.start(["/usr/bin/python3", "-m", "http.server", "80", "--bind", HOST4,
                      "--directory", folder],
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for("the name server", lambda: HOST4 in net.server.run(
        ["dig", f"@{SERVER4}", "+short", "+time=1", "+tries=1", NAME, "A"], check=False).stdout)
    wait_for("the web server", lambda: net.server.run(
        ["curl", "-s", f"http://{HOST4}/"], check=False).returncode == 0)


def start_dns64d(net, folder, configuration):
    log = folder / "dns64d.log"
    print(f"\ngateway$ dns64d --config {configuration} &", flush=True)
    with open(log, "wb") as output:
        net.gateway.start([BIN / "dns64d", "--config", configuration], stderr=output)
    wait_for("dns64d", lambda: "ready" in log.read_text())
    print(log.read_text(), end="", flush=True)


def demonstrate(net, folder):
    nat64ctl = BIN / "nat64ctl"
    start_host(net, folder)
    configuration = pathlib.Path("/etc/gate64/gate64.toml")
    configuration.parent.mkdir(exist_ok=True)
    configuration.write_text(CONFIGURATION)

    step("a client that has only IPv6, a host that has only IPv4, the gateway between them")
    show(net.client, "ip", "-br", "addr", expect=CLIENT6)
    show(net.server, "ip", "-br", "addr", expect=HOST4)

    step("one file for both programs; what would be done, then do it")
    show(net.gateway, "cat", configuration)
    show(net.gateway, nat64ctl, "plan")
    show(net.gateway, nat64ctl, "up")
    start_dns64d(net, folder, configuration)

    step("from the client: the name, a ping, a web page")
    net.client.resolv_conf(f"nameserver {GATEWAY6}\n")
    show(net.client, "getent", "ahostsv6", NAME, expect=HOST6)
    show(net.client, "ping", "-6", "-n", "-c", "3", NAME, expect=" 3 received")
    show(net.client, "curl", "-sS", "-6", f"http://{NAME}/", expect="no IPv6")

    step("what the operator sees")
    show(net.gateway, nat64ctl, "status", expect="gate64")
    show(net.gateway, nat64ctl, "sessions", expect=HOST4)
    show(net.gateway, nat64ctl, "up")
    show(net.gateway, nat64ctl, "down")


def main():
    with contextlib.closing(Net()) as net, tempfile.TemporaryDirectory() as folder:
        demonstrate(net, pathlib.Path(folder))


if __name__ == "__main__":
    main()
