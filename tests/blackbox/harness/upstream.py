# SPDX-License-Identifier: Apache-2.0
"""A scripted upstream server: UDP and TCP on one loopback port, one thread, every question kept."""

import collections
import heapq
import itertools
import queue
import select
import socket
import struct
import threading
import time
from dataclasses import dataclass

import dns.name
import dns.rdatatype

from . import wire
from .replies import Reply, ZoneData

_names = {}
_types = {}


def _name_text(raw):
    text = _names.get(raw)
    if text is None:
        text = dns.name.from_wire(raw, 0)[0].to_text().lower()
        if len(_names) < 400_000:
            _names[raw] = text
    return text


def _type_text(number):
    if number not in _types:
        _types[number] = dns.rdatatype.to_text(number)
    return _types[number]


@dataclass(slots=True)
class Query:
    """One question as it reached the upstream."""

    time: float
    transport: str
    source: tuple
    qid: int
    flags: int
    name: str
    type: str
    question: bytes
    edns_size: int
    do: bool
    wire: bytes

    @property
    def key(self):
        return self.name, self.type


def parse_query(data, transport, source):
    """The Query in `data`, or None when it is not one."""
    end = wire.question_end(data) if len(data) >= 12 else None
    if end is None:
        return None
    qid, flags, _, _, _, extra = wire.HEADER.unpack_from(data)
    size, do = 0, False
    if extra and len(data) >= end + 11 and data[end:end + 3] == b"\x00\x00\x29":
        size, ttl = struct.unpack_from("!HI", data, end + 3)
        do = bool(ttl & wire.DO)
    raw = data[12:end]
    return Query(time.monotonic(), transport, source, qid, flags, _name_text(raw[:-4].lower()),
                 _type_text(struct.unpack("!H", raw[-4:-2])[0]), raw, size, do, data)


class Upstream:
    """Listens at once; `close` ends it. Scripts may be changed while it runs.

    Order of search for an answer: `script` entries, `suffix` functions, the `zone`, `default`.
    """

    log_max = 250_000

    def __init__(self, host="127.0.0.1", zone="", port=0, tcp=True, origin="example."):
        self.host = host
        self.zone = ZoneData(zone, origin)
        self.default = None
        self.log = collections.deque(maxlen=self.log_max)
        self.counts = collections.Counter()
        self.mute = False
        self.mute_udp = False
        self._scripts, self._suffixes, self._cache = {}, [], {}
        self._held = collections.defaultdict(list)
        self._timers, self._order = [], itertools.count()
        self._commands = queue.SimpleQueue()
        self._connections, self._stop = {}, False
        self._bind(port, tcp)
        self._other = [self._extra_socket(0), self._extra_socket(self.port, shift=True)]
        self._wake_read, self._wake_write = socket.socketpair()
        self._poll = select.epoll()
        for sock in filter(None, (self._udp, self._tcp, self._wake_read)):
            sock.setblocking(False)
            self._poll.register(sock.fileno(), select.EPOLLIN)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    # What tests call -------------------------------------------------------------------------

    @property
    def address(self):
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def add(self, text):
        """More zone lines, "owner ttl TYPE rdata"."""
        self.zone.add(text)
        self._cache.clear()

    def script(self, qname, kind, *replies):
        """Replies to one question in turn, the last for ever; each a Reply or callable(query)."""
        key = dns.name.from_text(qname).to_text().lower(), kind
        self._scripts[key] = collections.deque(replies)

    def suffix(self, ending, function):
        """function(query) -> Reply for every name that ends so, e.g. ".load.test."."""
        self._suffixes.append((ending, function))

    def count(self, qname=None, kind=None, transport=None):
        """How many questions came that match; None matches all."""
        wanted = qname and dns.name.from_text(qname).to_text().lower()
        return sum(n for (name, type_, way), n in list(self.counts.items())
                   if wanted in (None, name) and kind in (None, type_)
                   and transport in (None, way))

    def seen(self, qname, kind=None):
        wanted = dns.name.from_text(qname).to_text().lower()
        return [q for q in list(self.log) if q.name == wanted and kind in (None, q.type)]

    def duplicates(self, qname, kind, seconds=0.3):
        """Questions that came while the same one was fresh; later ones are retransmissions."""
        times = [query.time for query in self.seen(qname, kind)]
        return sum(later - times[0] < seconds for later in times[1:])

    def wait_for(self, predicate, timeout=5.0):
        """True as soon as predicate() holds."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if predicate():
                return True
            time.sleep(0.005)
        return bool(predicate())

    def forget(self):
        """Empties log and counts."""
        self.log.clear()
        self.counts.clear()

    def release(self, key):
        """Lets every answer held under `key` go, now and later."""
        self._commands.put(("release", key))
        self._wake_write.send(b"!")

    def close(self):
        if not self._thread.is_alive():
            return
        self._commands.put(("stop", None))
        self._wake_write.send(b"!")
        self._thread.join(5)
        for sock in filter(None, (self._udp, self._tcp, *self._other, self._wake_read,
                                  self._wake_write, *self._connections.values())):
            (sock[0] if isinstance(sock, list) else sock).close()
        self._poll.close()

    # Sockets ---------------------------------------------------------------------------------

    def _bind(self, port, tcp):
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        for _ in range(50):
            self._udp = socket.socket(family, socket.SOCK_DGRAM)
            self._udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
            self._udp.bind((self.host, port))
            self.port = self._udp.getsockname()[1]
            self._tcp = None
            if not tcp:
                return
            try:
                self._tcp = socket.socket(family, socket.SOCK_STREAM)
                self._tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                self._tcp.bind((self.host, self.port))
                self._tcp.listen(512)
                return
            except OSError:
                self._udp.close()
                self._tcp.close()
        raise RuntimeError("no port free for both UDP and TCP")

    def _extra_socket(self, port, shift=False):
        if shift and ":" in self.host:
            return None
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_DGRAM)
        try:
            sock.bind(("127.0.0.99" if shift else self.host, port))
        except OSError:
            sock.close()
            return None
        return sock

    # The loop --------------------------------------------------------------------------------

    def _run(self):
        while not self._stop:
            timeout = -1
            if self._timers:
                timeout = max(0.0, self._timers[0][0] - time.monotonic())
            for fd, _ in self._poll.poll(timeout):
                if fd == self._udp.fileno():
                    self._read_udp()
                elif self._tcp and fd == self._tcp.fileno():
                    self._accept()
                elif fd == self._wake_read.fileno():
                    self._wake_read.recv(4096)
                    self._obey()
                else:
                    self._read_tcp(fd)
            now = time.monotonic()
            while self._timers and self._timers[0][0] <= now:
                _, _, function, args = heapq.heappop(self._timers)
                function(*args)

    def _obey(self):
        while not self._commands.empty():
            verb, key = self._commands.get()
            if verb == "stop":
                self._stop = True
            for send, data in self._held.pop(key, []):
                send(data)
            self._held[("released", key)] = []

    def _later(self, seconds, function, *args):
        heapq.heappush(self._timers,
                       (time.monotonic() + seconds, next(self._order), function, args))

    def _read_udp(self):
        for _ in range(256):
            try:
                data, source = self._udp.recvfrom(65535)
            except (BlockingIOError, ConnectionError):
                return
            self._handle(data, "udp", source, lambda out, to=source: self._send_udp(out, to))

    def _send_udp(self, data, to):
        try:
            self._udp.sendto(data, to)
        except OSError:
            pass

    def _accept(self):
        try:
            sock, source = self._tcp.accept()
        except OSError:
            return
        self._connections[sock.fileno()] = [sock, source, b""]
        self._poll.register(sock.fileno(), select.EPOLLIN)

    def _drop_connection(self, fd):
        entry = self._connections.pop(fd, None)
        if entry:
            self._poll.unregister(fd)
            entry[0].close()

    def _read_tcp(self, fd):
        entry = self._connections.get(fd)
        if entry is None:
            return
        try:
            data = entry[0].recv(65536)
        except OSError:
            data = b""
        if not data:
            self._drop_connection(fd)
            return
        entry[2] += data
        while len(entry[2]) >= 2 and fd in self._connections:
            length = struct.unpack("!H", entry[2][:2])[0]
            if len(entry[2]) < length + 2:
                return
            one, entry[2] = entry[2][2:length + 2], entry[2][length + 2:]
            self._handle(one, "tcp", entry[1],
                         lambda out, sock=entry[0]: self._send_tcp(sock, out), fd)

    def _send_tcp(self, sock, data):
        try:
            sock.sendall(struct.pack("!H", len(data)) + data)
        except OSError:
            pass

    # Answers ---------------------------------------------------------------------------------

    def _handle(self, data, transport, source, send, fd=None):
        query = parse_query(data, transport, source)
        if query is None:
            self.counts[("<bad>", "", transport)] += 1
            return
        self.log.append(query)
        self.counts[(query.name, query.type, transport)] += 1
        if self.mute or (self.mute_udp and transport == "udp"):
            return
        reply = self._reply(query)
        if reply is None or reply.drop or (reply.drop_udp and transport == "udp"):
            return
        if transport == "tcp" and reply.close_tcp:
            self._drop_connection(fd)
            return
        self._perform(query, reply, send, fd)

    def _reply(self, query):
        replies = self._scripts.get(query.key)
        if replies:
            reply = replies.popleft() if len(replies) > 1 else replies[0]
            return reply(query) if callable(reply) else reply
        for ending, function in self._suffixes:
            if query.name.endswith(ending):
                return function(query)
        if self.default:
            return self.default(query)
        if query.key not in self._cache:
            self._cache[query.key] = self.zone.reply(query.name, query.type)
        return self._cache[query.key]

    def _send_stream(self, fd, data, close):
        try:
            self._connections[fd][0].sendall(data)
        except OSError:
            close = True
        if close:
            self._drop_connection(fd)

    def _perform(self, query, reply, send, fd):
        if query.transport == "udp":
            for make in reply.spoof:
                for sock in filter(None, self._other):
                    sock.sendto(make(query), query.source)
            for make in reply.before:
                made = make(query)
                for junk in made if isinstance(made, list) else [made]:
                    send(junk)
        data = reply.encode(query)
        if reply.change:
            data = reply.change(query, data)
        if data is None:
            return
        if reply.stream and fd is not None:
            self._send_stream(fd, *reply.stream(query, struct.pack("!H", len(data)) + data))
            return
        wait = reply.delay + (reply.gap if query.transport == "udp" else 0)
        if reply.hold and ("released", reply.hold) not in self._held:
            self._held[reply.hold].append((send, data))
        elif wait:
            self._later(wait, send, data)
        else:
            send(data)


__all__ = ["Query", "Reply", "Upstream", "parse_query"]
