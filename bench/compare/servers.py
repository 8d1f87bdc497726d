# SPDX-License-Identifier: Apache-2.0
"""The servers that are compared: how each is configured to do the same work, and how it is started.

Each forwards everything to one authoritative server on loopback, does DNS64 with 64:ff9b::/96,
does not validate, has one worker thread, and keeps its cache in memory. dnsdist has no DNS64 and
stands for a plain caching forwarder.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PREFIX = "64:ff9b::/96"
START_SECONDS_MAX = 60


def free_port():
    """A port that nobody holds, for UDP and TCP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, \
                socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            udp.bind(("127.0.0.1", 0))
            port = udp.getsockname()[1]
            try:
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Server:
    """One running server. Sub-classes say the program, its version option and its configuration."""

    name = ""
    program = ""
    version_option = "--version"
    synthesizes = True
    tcp = True

    def __init__(self, root, cpu, upstream):
        """`root`: the file system its program is in, "/" or a chroot; `upstream`: a port."""
        self.root = pathlib.Path(root)
        self.cpu = cpu
        self.upstream = upstream
        self.port = free_port()
        self.process = None
        folder = self.root / "tmp"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dns64-bench-", dir=folder))
        self.folder.chmod(0o755)
        self.log = self.folder / "log"
        self.version = "unknown"

    # What a sub-class says.

    def config(self):
        """File name -> text, in the server's own folder."""
        return {}

    def command(self):
        raise NotImplementedError

    # What all do.

    @property
    def inside(self):
        """The folder as the server sees it."""
        return "/" / self.folder.relative_to(self.root)

    @classmethod
    def find(cls, root):
        """The program's path as seen inside `root`, or None."""
        for folder in ("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"):
            if (pathlib.Path(root) / folder.lstrip("/") / cls.program).is_file():
                return f"{folder}/{cls.program}"
        return None

    def _enter(self):
        os.setsid()
        if self.root != pathlib.Path("/"):
            os.chroot(self.root)
            os.chdir("/")
        os.sched_setaffinity(0, {self.cpu})

    def read_version(self):
        """The first line that has a digit of what the version option prints."""
        got = subprocess.run([self.find(self.root), self.version_option], preexec_fn=self._enter,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                             timeout=30, check=False)
        lines = [line.strip() for line in got.stdout.splitlines()
                 if any(c.isdigit() for c in line)]
        self.version = lines[0] if lines else "unknown"

    def start(self):
        for name, text in self.config().items():
            (self.folder / name).write_text(text)
        self.read_version()
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(self.command(), preexec_fn=self._enter,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._wait_for_answer()

    def _wait_for_answer(self):
        """Until it answers a question whatever the answer is."""
        question = bytes.fromhex("002a01000001000000000000") + b"\2ns\3hot\5bench\7example\0" + \
            bytes.fromhex("00010001")
        until = time.monotonic() + START_SECONDS_MAX
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(0.3)
            while time.monotonic() < until:
                if self.process.poll() is not None:
                    break
                try:
                    client.sendto(question, ("127.0.0.1", self.port))
                    if client.recv(512)[:2] == question[:2]:
                        return
                except OSError:
                    time.sleep(0.05)
        raise RuntimeError(f"{self.name} did not start:\n" + self.log.read_text()[-2000:])

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class OwnProgram(Server):
    """Built here: the program is in the folder of dns64-bench."""

    bin = pathlib.Path(".")

    @classmethod
    def find(cls, root):
        path = cls.bin / cls.program
        return str(path) if str(root) == "/" and path.is_file() else None


class Limit(OwnProgram):
    name = "limit"
    program = "dns64-bench"
    synthesizes = False
    tcp = False

    def command(self):
        return [self.find("/"), "limit", "--listen", f"127.0.0.1:{self.port}"]


class Dns64d(OwnProgram):
    name = "dns64d"
    program = "dns64d"

    def command(self):
        return [self.find("/"), "--listen", f"127.0.0.1:{self.port}", "--upstream",
                f"127.0.0.1:{self.upstream}", "--prefix", PREFIX, "--shards", "1"]


class Against(Dns64d):
    """Another build of dns64d, to tell what a change did."""

    name = "dns64d before"
    path = None

    @classmethod
    def find(cls, root):
        return str(cls.path) if str(root) == "/" and cls.path else None


class Unbound(Server):
    name = "Unbound"
    program = "unbound"
    version_option = "-V"

    def config(self):
        return {"unbound.conf": f"""
server:
    interface: 127.0.0.1@{self.port}
    access-control: 127.0.0.0/8 allow
    do-ip6: no
    num-threads: 1
    module-config: "dns64 iterator"
    dns64-prefix: {PREFIX}
    do-not-query-localhost: no
    msg-cache-size: 128m
    rrset-cache-size: 256m
    outgoing-range: 4096
    num-queries-per-thread: 2048
    incoming-num-tcp: 256
    so-rcvbuf: 4m
    minimal-responses: yes
    chroot: ""
    username: ""
    directory: ""
    pidfile: ""
    use-syslog: no
    do-daemonize: no
remote-control:
    control-enable: no
forward-zone:
    name: "."
    forward-addr: 127.0.0.1@{self.upstream}
"""}

    def command(self):
        return [self.find(self.root), "-d", "-c", f"{self.inside}/unbound.conf"]


class Bind(Server):
    name = "BIND"
    program = "named"
    version_option = "-v"

    def config(self):
        return {"named.conf": f"""
options {{
    directory "{self.inside}";
    listen-on port {self.port} {{ 127.0.0.1; }};
    listen-on-v6 {{ none; }};
    pid-file none;
    session-keyfile none;
    recursion yes;
    allow-query {{ any; }};
    forward only;
    forwarders {{ 127.0.0.1 port {self.upstream}; }};
    dnssec-validation no;
    minimal-responses yes;
    max-cache-size 384m;
    recursive-clients 10000;
    tcp-clients 1000;
    dns64 {PREFIX} {{ clients {{ any; }}; }};
}};
controls {{ }};
logging {{ category default {{ null; }}; category queries {{ null; }}; }};
"""}

    def command(self):
        return [self.find(self.root), "-f", "-n", "1", "-c", f"{self.inside}/named.conf"]


class Recursor(Server):
    name = "PowerDNS Recursor"
    program = "pdns_recursor"

    def config(self):
        return {"recursor.yml": f"""
incoming:
  listen: ['127.0.0.1:{self.port}']
  allow_from: ['127.0.0.0/8']
  pdns_distributes_queries: false
  max_tcp_clients: 512
  max_tcp_per_client: 0
  max_concurrent_requests_per_tcp_connection: 100
outgoing:
  dont_query: []
dnssec:
  validation: 'off'
recordcache:
  max_entries: 2000000
packetcache:
  max_entries: 1000000
recursor:
  threads: 1
  daemon: false
  socket_dir: '{self.inside}'
  dns64_prefix: '{PREFIX}'
  forward_zones_recurse:
  - zone: '.'
    forwarders: ['127.0.0.1:{self.upstream}']
logging:
  quiet: true
  loglevel: 3
webservice:
  webserver: false
"""}

    def command(self):
        return [self.find(self.root), f"--config-dir={self.inside}"]


class KnotResolver(Server):
    name = "Knot Resolver"
    program = "kresd"

    def config(self):
        return {"kresd.conf": f"""
net.listen('127.0.0.1', {self.port}, {{ kind = 'dns' }})
net.ipv6 = false
cache.open(512 * MB, 'lmdb://{self.inside}')
trust_anchors.remove('.')
modules.load('dns64')
dns64.config({{ prefix = '64:ff9b::' }})
policy.rule_forward_add('.', {{ dnssec = false }},
                        {{ {{ '127.0.0.1@{self.upstream}' }} }})
"""}

    def command(self):
        return [self.find(self.root), "-n", "-c", f"{self.inside}/kresd.conf", str(self.inside)]


class Dnsdist(Server):
    name = "dnsdist"
    program = "dnsdist"
    synthesizes = False

    def config(self):
        return {"dnsdist.conf": f"""
setLocal('127.0.0.1:{self.port}', {{ maxConcurrentTCPConnections = 512 }})
setACL({{ '127.0.0.0/8' }})
newServer({{ address = '127.0.0.1:{self.upstream}', healthCheckMode = 'up' }})
getPool(''):setCache(newPacketCache(500000, {{ maxTTL = 86400 }}))
setSecurityPollSuffix('')
"""}

    def command(self):
        return [self.find(self.root), "--supervised", "--disable-syslog", "-C",
                f"{self.inside}/dnsdist.conf"]


class Nsd(Server):
    """The authoritative server behind all. Not compared."""

    name = "NSD"
    program = "nsd"
    version_option = "-v"

    def __init__(self, root, cpu, zones):
        """`zones`: zone name -> text."""
        super().__init__(root, cpu, 0)
        self.zones = zones

    def config(self):
        text = f"""
server:
    ip-address: 127.0.0.1@{self.port}
    server-count: 1
    zonesdir: "{self.inside}"
    database: ""
    pidfile: ""
    username: ""
    chroot: ""
    xfrdir: "{self.inside}"
    xfrdfile: ""
    zonelistfile: "{self.inside}/zones"
    rrl-ratelimit: 0
    rrl-whitelist-ratelimit: 0
    tcp-count: 200
remote-control:
    control-enable: no
"""
        # Only NSD before 4.7 has a database file, and only it knows the option.
        if not self.has_database():
            text = text.replace('    database: ""\n', "")
        for zone in self.zones:
            text += f'zone:\n    name: "{zone}"\n    zonefile: "{zone}.zone"\n'
        return {"nsd.conf": text} | {f"{zone}.zone": text for zone, text in self.zones.items()}

    def has_database(self):
        self.read_version()
        words = self.version.split()
        number = words[2] if len(words) > 2 else "0"
        return tuple(int(part) for part in number.split(".")[:2]) < (4, 7)

    def command(self):
        return [self.find(self.root), "-d", "-c", f"{self.inside}/nsd.conf"]


COMPARED = (Limit, Dns64d, Against, Dnsdist, Unbound, Recursor, Bind, KnotResolver)


def find_all(bin_folder, against, peers):
    """[(class, root)] of what is here; `peers` is a chroot with newer ones, which come first."""
    OwnProgram.bin = bin_folder
    Against.path = against
    roots = ([peers] if peers else []) + ["/"]
    found = []
    for kind in COMPARED:
        root = next((root for root in roots if kind.find(root)), None)
        if root is not None:
            found.append((kind, root))
    return found


def find_nsd(peers):
    for root in ([peers] if peers else []) + ["/"]:
        if Nsd.find(root):
            return root
    raise RuntimeError("no NSD here: scripts/dev-setup.sh installs it")
