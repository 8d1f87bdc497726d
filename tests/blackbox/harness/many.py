# SPDX-License-Identifier: Apache-2.0
"""Many clients at once: one question from each of many sockets, answers gathered."""

import select
import socket
import time

from .client import family


def ask_from_many(address, messages, timeout=10.0):
    """Sends message i from its own socket, all before the first is read.

    Returns the list of answers, None where none came. Sockets stay below 1,200.
    """
    socks, by_fd, answers = [], {}, [None] * len(messages)
    poll = select.epoll()
    try:
        for index in range(len(messages)):
            sock = socket.socket(family(address[0]), socket.SOCK_DGRAM)
            sock.connect(address)
            sock.setblocking(False)
            socks.append(sock)
            by_fd[sock.fileno()] = index
            poll.register(sock.fileno(), select.EPOLLIN)
        for sock, message in zip(socks, messages):
            sock.send(message)
        missing, end = len(messages), time.monotonic() + timeout
        while missing and time.monotonic() < end:
            for fd, _ in poll.poll(0.1):
                index = by_fd[fd]
                data = socks[index].recv(65535)
                if answers[index] is None:
                    missing -= 1
                answers[index] = data
        return answers
    finally:
        poll.close()
        for sock in socks:
            sock.close()
