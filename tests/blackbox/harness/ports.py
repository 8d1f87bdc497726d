# SPDX-License-Identifier: Apache-2.0
"""Ports that nobody holds, below the range the kernel hands out by itself."""

import random
import socket

_randomness = random.SystemRandom()


def _free(port, host, kind):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as sock:
        if kind == socket.SOCK_STREAM:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
        except OSError:
            return False
    return True


def free_port(hosts=("0.0.0.0", "::")):
    """A port free for UDP and TCP on all of `hosts`."""
    for _ in range(500):
        port = _randomness.randrange(10240, 32000)
        if all(_free(port, host, kind) for host in hosts
               for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)):
            return port
    raise RuntimeError("no free port found")


def endpoint(host, port):
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
