# SPDX-License-Identifier: Apache-2.0
"""A network namespace with a veth pair to ours; everything made is removed on exit."""

import itertools
import os
import pathlib
import shutil
import subprocess

import pytest

_number = itertools.count()


def run(words, **settings):
    return subprocess.run(words, check=True, capture_output=True, text=True, **settings)


class Namespace:
    """Needs root. `link` joins it to this namespace, `run` runs a command inside."""

    def __init__(self):
        if os.geteuid() != 0 or shutil.which("ip") is None:
            pytest.skip("network namespaces need root and ip")
        unique = f"{os.getpid() % 100000}{next(_number)}"
        self.name = f"g64t{unique}"
        self.near, self.far = f"g64n{unique}", f"g64f{unique}"
        self.etc = pathlib.Path("/etc/netns") / self.name
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

    def link(self, near_addresses, far_addresses):
        """A veth pair with these addresses; returns the near hosts without prefix lengths."""
        run(["ip", "link", "add", self.near, "type", "veth", "peer", "name", self.far, "netns",
             self.name])
        self._links = True
        for address in near_addresses:
            run(["ip", "addr", "add", address, "dev", self.near, "nodad"])
        run(["ip", "link", "set", self.near, "up"])
        for address in far_addresses:
            self.run(["ip", "addr", "add", address, "dev", self.far, "nodad"])
        self.run(["ip", "link", "set", self.far, "up"])
        return [address.split("/")[0] for address in near_addresses]

    def run(self, words, **settings):
        settings.setdefault("timeout", 30)
        return run(["ip", "netns", "exec", self.name, *words], **settings)
