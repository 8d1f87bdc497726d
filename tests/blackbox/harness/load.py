# SPDX-License-Identifier: Apache-2.0
"""A load client: keeps a window of questions open over several sockets, judges every answer."""

import collections
import select
import socket
import threading
import time

from . import wire


class Load:
    """Asks questions of `names` in turn until `stop` or `total`.

    names   list of (qname wire, qtype number, check) where check(answer bytes) says None when it
            is right, else what is wrong
    window  questions open at once, a socket; the timeout of one question counts it as lost
    """

    def __init__(self, address, names, *, sockets=4, window=32, timeout=10.0, total=None):
        self.names, self.window, self.timeout, self.total = names, window, timeout, total
        self.sent = self.right = 0
        self.lost, self.wrong = [], []
        self._socks = []
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        for _ in range(sockets):
            sock = socket.socket(family, socket.SOCK_DGRAM)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2 << 20)
            sock.connect(address)
            sock.setblocking(False)
            self._socks.append(sock)
        self._open = {sock.fileno(): collections.OrderedDict() for sock in self._socks}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self._thread.start()
        return self

    def stop(self):
        """No new questions; waits for the answers to the open ones."""
        self._stop.set()
        return self.join()

    def join(self, timeout=600):
        self._thread.join(timeout)
        assert not self._thread.is_alive(), "the load client did not end"
        for sock in self._socks:
            sock.close()
        return self

    @property
    def answered(self):
        return self.right + len(self.wrong)

    def assert_clean(self):
        assert not self.lost, f"{len(self.lost)} of {self.sent} lost, first {self.lost[:3]}"
        assert not self.wrong, f"{len(self.wrong)} of {self.sent} wrong, first {self.wrong[:3]}"

    def _asking(self):
        return not self._stop.is_set() and (self.total is None or self.sent < self.total)

    def _fill(self, sock, number):
        waiting = self._open[sock.fileno()]
        while len(waiting) < self.window and self._asking():
            index = self.sent % len(self.names)
            qname, qtype, _ = self.names[index]
            qid = (number * 7919 + self.sent) & 0xFFFF
            if qid in waiting:
                qid = next(i for i in range(65536) if i not in waiting)
            message = wire.header(qid) + wire.question(qname, qtype)
            try:
                sock.send(message)
            except OSError:
                return
            waiting[qid] = (index, time.monotonic())
            self.sent += 1

    def _drain(self, sock):
        waiting = self._open[sock.fileno()]
        for _ in range(64):
            try:
                answer = sock.recv(65535)
            except OSError:
                return
            entry = waiting.pop(int.from_bytes(answer[:2], "big"), None)
            if entry is None:
                self.wrong.append("an answer nobody asked for")
                continue
            fault = self.names[entry[0]][2](answer)
            if fault is None:
                self.right += 1
            else:
                self.wrong.append((entry[0], fault))

    def _expire(self):
        now = time.monotonic()
        for waiting in self._open.values():
            while waiting:
                qid, (index, sent) = next(iter(waiting.items()))
                if now - sent < self.timeout:
                    break
                del waiting[qid]
                self.lost.append((index, round(now - sent, 1)))

    def _run(self):
        poll = select.epoll()
        by_fd = {sock.fileno(): sock for sock in self._socks}
        for fd in by_fd:
            poll.register(fd, select.EPOLLIN)
        number = {fd: i for i, fd in enumerate(by_fd)}
        while self._asking() or any(self._open.values()):
            for fd, sock in by_fd.items():
                self._fill(sock, number[fd])
            for fd, _ in poll.poll(0.05):
                self._drain(by_fd[fd])
            self._expire()
        poll.close()
