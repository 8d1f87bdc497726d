# SPDX-License-Identifier: Apache-2.0
"""Servers and clients to send through the translator, and how to wait for what they do."""

import contextlib
import subprocess
import time

from .net import SERVER4, mapped


def until(condition, what, seconds=60):
    """Waits for a condition; returns what it returned."""
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        assert time.monotonic() < end, f"waited {seconds} s in vain: {what}"
        time.sleep(0.1)


def ping(namespace, address=None, *, count=2, size=None, wait=5):
    """True when every echo came back."""
    options = ["-s", size] if size else []
    done = namespace.run(["ping", "-6", "-n", "-c", count, "-i", "0.2", "-W", wait, *options,
                          address or mapped(SERVER4)], check=False)
    return done.returncode == 0 and f"{count} received" in done.stdout


def listens(namespace, port, protocol="tcp"):
    shown = namespace.run(["ss", "-Hlnt" if protocol == "tcp" else "-Hlnu"]).stdout
    return any(line.split()[3].endswith(f":{port}") for line in shown.splitlines())


@contextlib.contextmanager
def http_server(namespace, address, folder, port=8080):
    """Serves a folder's files inside the block."""
    server = namespace.start(["python3", "-m", "http.server", port, "--bind", address,
                              "--directory", folder],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(namespace, port), f"a server on port {port}")
        yield
    finally:
        server.terminate()
        server.wait(30)


def fetch(namespace, address6, path="/", *, port=8080, wait=20):
    """What curl got, as text; None when it got nothing in time."""
    done = namespace.run(["curl", "-sS", "-g", "--fail", "-m", wait,
                          f"http://[{address6}]:{port}{path}"], check=False)
    return done.stdout if done.returncode == 0 else None


def reaches(namespace, address6, *, port=8080):
    """Whether a server answers; not reaching takes 4 seconds, a few tries of TCP's."""
    return fetch(namespace, address6, port=port, wait=4) is not None
