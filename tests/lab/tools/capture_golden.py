#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Records what the reference `jool` command and the module say to each other, for codec tests.

Runs inside the lab and leaves one file an operation; README.md has the command line.
"""

import os
import pathlib
import platform
import subprocess
import sys
import textwrap
import time

import exchanges
from harness import judge
from harness.net import SERVER4, Net, mapped
from harness.tap import Tap, jool_family, listen

UDP_SESSIONS = 60
SEND_UDP = """
import socket, sys
for port in range(20000, 20000 + int(sys.argv[2])):
    sender = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    sender.bind(("", port))
    sender.sendto(b"x", (sys.argv[1], 9))
"""
SERVE_TCP = """
import socket
listener = socket.create_server(("0.0.0.0", 80))
print("listening", flush=True)
held = []
while True:
    held.append(listener.accept())
"""
HOLD_TCP = """
import socket, sys, time
connection = socket.create_connection((sys.argv[1], 80), 20)
print("connected", flush=True)
time.sleep(600)
"""


class Recorder:
    def __init__(self, net, jool, tap, folder):
        self.net, self.jool, self.tap, self.folder = net, jool, tap, folder
        folder.mkdir(parents=True)

    def play(self, rows):
        for name, what, words in rows:
            self.tap.take()
            done = self.jool.run(*words, check=False)
            if "advertise" in words:
                # Sessions go out with the next translated packet.
                ping(self.net)
                time.sleep(1)
            if name:
                self._write(name, what, words, done, self.tap.take())

    def _write(self, name, what, words, done, messages):
        if not messages:
            # The command refused by itself, as an older one does with what a newer one knows.
            print(f"{name}: nothing was sent: {(done.stdout + done.stderr).strip()}")
            return
        lines = [f"# {what}", f"# $ jool {' '.join(words)}", f"# exit code {done.returncode}",
                 f"# Jool {os.environ['LAB_JOOL']}, Linux {platform.release()}, "
                 f"family id {self.tap.family:#x}"]
        for direction, data in messages:
            wrapped = textwrap.wrap(data.hex(" ", -4), 71)
            lines += [f"{direction} {wrapped[0]}", *(f"  {line}" for line in wrapped[1:])]
        path = self.folder / f"{name}.hex"
        assert not path.exists(), f"two rows are called {name}"
        path.write_text("\n".join(lines) + "\n")
        print(f"{name}: {len(messages)} messages, exit code {done.returncode}")


def ping(net):
    net.client.run(["ping", "-6", "-n", "-c", "1", "-W", "5", mapped(SERVER4)])


def pass_traffic(net):
    """A ping, an established connection, and UDP from many ports."""
    server = mapped(SERVER4)
    serving = net.server.start(["python3", "-c", SERVE_TCP], stdout=subprocess.PIPE, text=True)
    assert serving.stdout.readline() == "listening\n"
    ping(net)
    held = net.client.start(["python3", "-c", HOLD_TCP, server], stdout=subprocess.PIPE, text=True)
    assert held.stdout.readline() == "connected\n"
    net.client.run(["python3", "-c", SEND_UDP, server, str(UDP_SESSIONS)])


def main():
    judge.load_modules()
    net = Net()
    net.forward()
    family, group = jool_family()
    tap = Tap(net.gateway, family)
    recorder = Recorder(net, judge.Judge(net.gateway), tap,
                        pathlib.Path(os.environ["LAB_OUTPUT"]) / os.environ["LAB_JOOL"])
    for rows in (exchanges.INSTANCE, exchanges.GLOBALS, exchanges.POOL4, exchanges.BIB):
        recorder.play(rows)
    pass_traffic(net)
    listener = listen(net.gateway, group)
    recorder.play(exchanges.TRAFFIC)
    listener.close()
    configuration = recorder.jool.path_for(exchanges.CONFIGURATION_FILE)
    configuration.write_text(exchanges.CONFIGURATION)
    recorder.play(exchanges.END)
    tap.close()
    net.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
