# SPDX-License-Identifier: Apache-2.0
"""Three network namespaces in a row: an IPv6-only client, the gateway, an IPv4-only server."""

import pathlib
import shutil
import signal
import subprocess

CLIENT6 = "2001:db8:1::8"
GATEWAY6 = "2001:db8:1::1"
GATEWAY4 = "203.0.113.1"
SERVER4 = "203.0.113.8"
POOL6 = "64:ff9b::/96"
TO_CLIENT, TO_SERVER = "to-client", "to-server"


def mapped(address4):
    """The IPv6 address under which clients reach an IPv4 address."""
    return f"64:ff9b::{address4}"


class Namespace:
    """One network namespace. Programs started with `start` end with it."""

    def __init__(self, name):
        self.name = name
        self._started = []
        self._etc = pathlib.Path("/etc/netns") / name
        subprocess.run(["ip", "netns", "add", name], check=True)
        self.run(["ip", "link", "set", "lo", "up"])

    def words(self, words):
        return ["ip", "netns", "exec", self.name, *map(str, words)]

    def run(self, words, *, check=True, timeout=60, **settings):
        """Runs a program inside; returns the CompletedProcess with text output."""
        done = subprocess.run(self.words(words), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=timeout, check=False, **settings)
        if check:
            assert done.returncode == 0, (f"{self.name}: {words}: exit code {done.returncode}\n"
                                          f"{done.stdout}\n{done.stderr}")
        return done

    def start(self, words, **settings):
        """Starts a program inside that runs on; returns its Popen."""
        settings.setdefault("stdin", subprocess.DEVNULL)
        self._started.append(subprocess.Popen(self.words(words), **settings))
        return self._started[-1]

    def sysctl(self, key, value=None):
        """Reads, or with a value writes, a sysctl of the namespace."""
        words = ["-n", key] if value is None else ["-n", "-w", f"{key}={value}"]
        return self.run(["sysctl", *words]).stdout.strip()

    def resolv_conf(self, text):
        """What programs inside see as /etc/resolv.conf."""
        self._etc.mkdir(parents=True, exist_ok=True)
        (self._etc / "resolv.conf").write_text(text)

    def close(self):
        for process in reversed(self._started):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self._etc, ignore_errors=True)
        subprocess.run(["ip", "netns", "del", self.name], check=True)


class Net:
    """The three namespaces with addresses and routes, and no translator yet.

    The client sends everything to the gateway, and so does the server: any pool4 address is
    answered. Forwarding is off, as on a fresh system.
    """

    def __init__(self):
        self._made = []
        self.client = self._make("client")
        self.gateway = self._make("gateway")
        self.server = self._make("server")
        self._join(self.client, "eth0", TO_CLIENT)
        self._join(self.server, "eth0", TO_SERVER)
        self._address(self.client, "eth0", f"{CLIENT6}/64", GATEWAY6)
        self._address(self.server, "eth0", f"{SERVER4}/24", GATEWAY4)
        self._address(self.gateway, TO_CLIENT, f"{GATEWAY6}/64")
        self._address(self.gateway, TO_SERVER, f"{GATEWAY4}/24")

    def _make(self, name):
        self._made.append(Namespace(name))
        return self._made[-1]

    def _join(self, host, device, gateway_device):
        self.gateway.run(["ip", "link", "add", gateway_device, "type", "veth", "peer", "name",
                          device, "netns", host.name])
        self.gateway.run(["ip", "link", "set", gateway_device, "up"])
        host.run(["ip", "link", "set", device, "up"])

    @staticmethod
    def _address(host, device, address, router=None):
        options = ["nodad"] if ":" in address else []
        host.run(["ip", "addr", "add", address, "dev", device, *options])
        if router:
            host.run(["ip", "route", "add", "default", "via", router])

    def forward(self):
        """What a gateway by hand would need beside the translator."""
        self.gateway.sysctl("net.ipv4.conf.all.forwarding", 1)
        self.gateway.sysctl("net.ipv6.conf.all.forwarding", 1)

    def close(self):
        for namespace in reversed(self._made):
            namespace.close()
