# SPDX-License-Identifier: Apache-2.0
"""Sees what crosses generic netlink in a network namespace, bytes as they are."""

import ctypes
import os
import pathlib
import re
import socket
import struct
from contextlib import contextmanager

CLONE_NEWNET = 0x40000000
ETH_P_ALL = 3
# linux/netlink.h
NETLINK_GENERIC = 16
NLMSG_ERROR = 2
NLM_F_REQUEST = 1
SOL_NETLINK, NETLINK_ADD_MEMBERSHIP = 270, 1

_libc = ctypes.CDLL(None, use_errno=True)


@contextmanager
def inside(namespace):
    """Sockets made in this block belong to the namespace, wherever they are used."""
    with open("/proc/self/ns/net", "rb") as here, \
            open(pathlib.Path("/run/netns") / namespace.name, "rb") as there:
        _enter(there)
        try:
            yield
        finally:
            _enter(here)


def _enter(namespace_file):
    if _libc.setns(namespace_file.fileno(), CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def jool_family():
    """(family id, id of the multicast group joold) of the loaded module."""
    with os.popen("genl ctrl get name Jool") as listing:
        text = listing.read()
    return (int(re.search(r"ID: (0x[0-9a-f]+)", text)[1], 16),
            int(re.search(r"ID-(0x[0-9a-f]+)\s+name: joold", text)[1], 16))


class Tap:
    """Collects the messages of one generic netlink family, both ways, in their order."""

    def __init__(self, namespace, family):
        self.family = family
        namespace.run(["ip", "link", "add", "tap", "type", "nlmon"])
        namespace.run(["ip", "link", "set", "tap", "up"])
        with inside(namespace):
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
            self._socket.bind(("tap", ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self._socket.setblocking(False)

    def take(self):
        """[(">" to the kernel or "<" from it, bytes)] since the last call."""
        taken = []
        while True:
            try:
                data, (_, protocol, *_) = self._socket.recvfrom(1 << 17)
            except BlockingIOError:
                return taken
            if protocol == NETLINK_GENERIC and self._is_ours(data):
                is_request = struct.unpack_from("=H", data, 6)[0] & NLM_F_REQUEST
                taken.append((">" if is_request else "<", data))

    def _is_ours(self, data):
        kind = struct.unpack_from("=H", data, 4)[0]
        if kind == NLMSG_ERROR:
            kind = struct.unpack_from("=H", data, 24)[0]
        return kind == self.family

    def close(self):
        self._socket.close()


def listen(namespace, group):
    """A socket that is a member of a multicast group, without which nothing is sent to it."""
    with inside(namespace):
        listener = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        listener.bind((0, 0))
    listener.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group)
    return listener
