# SPDX-License-Identifier: Apache-2.0
"""Clients: exact bytes over UDP and TCP, and whole questions through dnspython."""

import socket
import struct
import time

import dns.edns
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype

from . import wire


def family(host):
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def udp_socket(address, source=None, timeout=5.0):
    """A connected UDP socket, so that only answers of the asked address come in."""
    sock = socket.socket(family(address[0]), socket.SOCK_DGRAM)
    sock.settimeout(timeout)
    if source:
        sock.bind((source, 0))
    sock.connect(address)
    return sock


def udp(address, data, *, timeout=5.0, source=None):
    """Sends the bytes, returns the first datagram back, or None when none comes in time."""
    with udp_socket(address, source, timeout) as sock:
        sock.send(data)
        try:
            return sock.recv(65535)
        except TimeoutError:
            return None


def framed(data):
    return struct.pack("!H", len(data)) + data


class Tcp:
    """One TCP connection to the server, in whole messages or raw bytes."""

    def __init__(self, address, *, timeout=5.0, source=None):
        self.sock = socket.socket(family(address[0]), socket.SOCK_STREAM)
        self.sock.settimeout(timeout)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if source:
            self.sock.bind((source, 0))
        self.sock.connect(address)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    def send(self, *messages):
        """All messages in one segment."""
        self.sock.sendall(b"".join(framed(message) for message in messages))

    def raw(self, data):
        self.sock.sendall(data)

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.sock.recv(count - len(data))
            if not more:
                return None
            data += more
        return data

    def receive(self, timeout=None):
        """The next message; None when the server closed the connection."""
        if timeout is not None:
            self.sock.settimeout(timeout)
        try:
            head = self._exactly(2)
            return head and self._exactly(struct.unpack("!H", head)[0])
        except ConnectionError:
            return None

    def ask(self, data, timeout=None):
        self.send(data)
        return self.receive(timeout)

    def closed_within(self, seconds):
        """True when the server ends the connection in time; data before the end is thrown away."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.sock.settimeout(max(0.01, end - time.monotonic()))
            try:
                if not self.sock.recv(65536):
                    return True
            except ConnectionError:
                return True
            except TimeoutError:
                return False
        return False


def make(qname, qtype="AAAA", *, edns=True, do=False, cd=False, ad=False, rd=True, options=None,
         size=1232):
    """A dnspython query; edns False sends none."""
    query = dns.message.make_query(qname, qtype)
    query.flags = (dns.flags.RD if rd else 0) | (dns.flags.CD if cd else 0) | (
        dns.flags.AD if ad else 0)
    if edns or do:
        query.use_edns(0, dns.flags.DO if do else 0, size, options=options)
    else:
        query.use_edns(False)
    return query


def ask(address, qname, qtype="AAAA", *, tcp=False, timeout=8.0, source=None, **settings):
    """The server's answer as a dnspython message; raises dns.exception.Timeout without one."""
    query = make(qname, qtype, **settings)
    function = dns.query.tcp if tcp else dns.query.udp
    return function(query, address[0], timeout=timeout, port=address[1], source=source,
                    one_rr_per_rrset=False)


def rcode(answer):
    return dns.rcode.to_text(answer.rcode())


def rows(answer, section="answer"):
    """[(owner, ttl, type, rdata)] of a section, in order, as text."""
    return [(rrset.name.to_text(), rrset.ttl, dns.rdatatype.to_text(rrset.rdtype), rdata.to_text())
            for rrset in getattr(answer, section) for rdata in rrset]


def data(answer, kind, section="answer"):
    """The sorted rdata texts of one type."""
    return sorted(row[3] for row in rows(answer, section) if row[2] == kind)


def ttl(answer, kind="AAAA"):
    return min(row[1] for row in rows(answer) if row[2] == kind)


def ede_codes(answer):
    """The info codes of the Extended DNS Errors in the answer."""
    codes = []
    for option in answer.options:
        if int(option.otype) == wire.OPT_EDE:
            body = option.to_wire()
            codes.append(struct.unpack("!H", body[:2])[0])
    return codes
