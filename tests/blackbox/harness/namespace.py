# SPDX-License-Identifier: Apache-2.0
"""A network namespace with a veth pair to ours; everything made is removed on exit."""

import ipaddress
import itertools
import json
import os
import pathlib
import random
import shutil
import subprocess

import pytest

_number = itertools.count()
_randomness = random.SystemRandom()
FAR_HOST = 9


def run(words, **settings):
    return subprocess.run(words, check=True, capture_output=True, text=True, **settings)


def unused_network():
    """The first three octets of a documentation network that this host has no address in."""
    shown = json.loads(run(["ip", "-json", "-4", "addr", "show"]).stdout)
    used = [ipaddress.ip_network(f"{row['local']}/{row['prefixlen']}", strict=False)
            for link in shown for row in link.get("addr_info", [])]
    for candidate in ("192.0.2", "198.51.100", "203.0.113"):
        network = ipaddress.ip_network(candidate + ".0/24")
        if not any(network.overlaps(other) for other in used):
            return candidate
    pytest.skip("every documentation network is in use on this host")
    return ""


class Namespace:
    """Needs root. `link` joins it to this namespace, `run` runs a command inside.

    net4, net6  what the addresses of both ends begin with: f"{net4}.1", f"{net6}::1"
    """

    def __init__(self):
        if os.geteuid() != 0 or shutil.which("ip") is None:
            pytest.skip("network namespaces need root and ip")
        unique = f"{os.getpid() % 100000}{next(_number)}"
        self.name = f"g64t{unique}"
        self.near, self.far = f"g64n{unique}", f"g64f{unique}"
        self.etc = pathlib.Path("/etc/netns") / self.name
        self.net4 = unused_network()
        self.net6 = f"fd64:{_randomness.randrange(1, 65536):x}:{_randomness.randrange(65536):x}:1"
        self._links = False

    def __enter__(self):
        run(["ip", "netns", "add", self.name])
        self.run(["ip", "link", "set", "lo", "up"])
        return self

    def __exit__(self, *_):
        if self._links:
            subprocess.run(["ip", "link", "del", self.near], check=False, capture_output=True)
        subprocess.run(["ip", "netns", "del", self.name], check=False, capture_output=True)
        shutil.rmtree(self.etc, ignore_errors=True)

    def resolv_conf(self, text):
        """What programs in the namespace see as /etc/resolv.conf."""
        self.etc.mkdir(parents=True, exist_ok=True)
        (self.etc / "resolv.conf").write_text(text)

    def link(self, hosts=(1,)):
        """A veth pair with an address of both families for each near host number.

        The far end has FAR_HOST. Returns the near addresses.
        """
        near = [f"{self.net4}.{host}" for host in hosts] + [f"{self.net6}::{h}" for h in hosts]
        run(["ip", "link", "add", self.near, "type", "veth", "peer", "name", self.far, "netns",
             self.name])
        self._links = True
        for address in near:
            self._give(run, address, self.near)
        run(["ip", "link", "set", self.near, "up"])
        for address in (f"{self.net4}.{FAR_HOST}", f"{self.net6}::{FAR_HOST}"):
            self._give(self.run, address, self.far)
        self.run(["ip", "link", "set", self.far, "up"])
        return near

    @staticmethod
    def _give(run_there, address, device):
        if ":" in address:
            run_there(["ip", "addr", "add", f"{address}/64", "dev", device, "nodad"])
        else:
            run_there(["ip", "addr", "add", f"{address}/24", "dev", device])

    def run(self, words, **settings):
        settings.setdefault("timeout", 30)
        return run(["ip", "netns", "exec", self.name, *words], **settings)
