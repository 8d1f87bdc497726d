# SPDX-License-Identifier: Apache-2.0
"""Real servers on loopback: NSD with signed and unsigned zones, Unbound and BIND in front of it."""

import pathlib
import shutil
import signal
import subprocess
import time

import dns.message
import dns.query

from .ports import free_port

SOA = ("$ORIGIN {zone}\n$TTL 300\n@ 300 SOA ns.{zone} host.{zone} 1 3600 600 86400 300\n"
       "@ NS ns\nns A 192.0.2.1\n")


class Process:
    """A server process of ours; ends with TERM, then KILL."""

    def __init__(self, words, folder, name):
        self.name, self.log = name, pathlib.Path(folder) / f"{name}.log"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, cwd=folder)

    def wait_for_answer(self, port, qname, timeout=20):
        """Until it answers a question for `qname` with NOERROR."""
        query = dns.message.make_query(qname, "SOA")
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            assert self.process.poll() is None, f"{self.name} ended:\n{self.log.read_text()}"
            try:
                if dns.query.udp(query, "127.0.0.1", 1, port).rcode() == 0:
                    return
            except (dns.exception.Timeout, OSError):
                pass
            time.sleep(0.1)
        raise AssertionError(f"{self.name} does not answer:\n{self.log.read_text()[-4000:]}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Lab:
    """NSD with some zones, and resolvers in front of it. Close it at the end.

    zones   {zone name: zone text without SOA and NS}; signed ones are in `signed`; those in `bad`
            get signatures that do not verify
    All names outside of the zones end at a root zone of our own, so that nothing leaves the host.
    """

    def __init__(self, folder, zones, signed=(), bad=()):
        self.folder = pathlib.Path(folder)
        self.folder.chmod(0o755)
        self.zones, self.signed, self.bad = zones, set(signed), set(bad)
        self.processes, self.anchors = [], {}
        self.nsd_port = self._start_nsd()

    def close(self):
        for process in reversed(self.processes):
            process.stop()

    def _add(self, process):
        self.processes.append(process)
        return process

    def _write_zone(self, zone, text):
        path = self.folder / f"{zone}zone"
        path.write_text(SOA.format(zone=zone) + text)
        if zone not in self.signed:
            return path
        key = subprocess.run(["ldns-keygen", "-a", "ECDSAP256SHA256", "-k", zone], check=True,
                             capture_output=True, text=True, cwd=self.folder).stdout.strip()
        subprocess.run(["ldns-signzone", "-e", "20370101000000", "-i", "20200101000000", "-f",
                        f"{path}.signed", str(path), key], check=True, cwd=self.folder,
                       capture_output=True)
        fields = (self.folder / f"{key}.key").read_text().split(";")[0].split()
        self.anchors[zone] = fields[fields.index("DNSKEY") + 1:]
        signed = pathlib.Path(f"{path}.signed")
        if zone in self.bad:
            self._spoil(signed)
        return signed

    @staticmethod
    def _spoil(path):
        """Makes every signature over the zone's data worthless, those of the keys stay."""
        lines = []
        for line in path.read_text().splitlines():
            fields = line.split()
            if "RRSIG" in fields and not {"DNSKEY", "SOA"} & set(fields[4:6]):
                fields[-1] = fields[-1][:10][::-1] + fields[-1][10:]
                line = "\t".join(fields)
            lines.append(line)
        path.write_text("\n".join(lines) + "\n")

    def _start_nsd(self):
        port = free_port(("127.0.0.1",))
        text = (f'server:\n  ip-address: 127.0.0.1@{port}\n  username: ""\n  pidfile: ""\n'
                f'  zonesdir: "{self.folder}"\n  database: ""\n  xfrdfile: "{self.folder}/xfrd"\n'
                f'  zonelistfile: "{self.folder}/zonelist"\n  server-count: 1\n'
                'remote-control:\n  control-enable: no\n')
        for zone, data in self.zones.items():
            path = self._write_zone(zone, data)
            text += f'zone:\n  name: "{zone}"\n  zonefile: "{path}"\n'
        (self.folder / "root.zone").write_text(
            ". 300 SOA ns.invalid. host.invalid. 1 3600 600 86400 300\n. 300 NS ns.invalid.\n"
            "ns.invalid. 300 A 127.0.0.1\n"
            + "".join(f"{zone} 300 NS ns.invalid.\n" for zone in self.zones))
        text += 'zone:\n  name: "."\n  zonefile: "root.zone"\n'
        (self.folder / "nsd.conf").write_text(text)
        self._add(Process(["nsd", "-d", "-c", "nsd.conf"], self.folder, "nsd")).wait_for_answer(
            port, next(iter(self.zones)))
        return port

    def unbound(self, validate=True):
        """Starts Unbound and returns its port."""
        port = free_port(("127.0.0.1",))
        text = (f'server:\n  interface: 127.0.0.1@{port}\n  username: ""\n  chroot: ""\n'
                f'  directory: "{self.folder}"\n  pidfile: ""\n  use-syslog: no\n  logfile: ""\n'
                '  do-not-query-localhost: no\n  num-threads: 1\n  ede: yes\n'
                f'  module-config: "{"validator " if validate else ""}iterator"\n'
                '  qname-minimisation: no\n  minimal-responses: yes\n'
                '  trust-anchor-signaling: no\n')
        for zone, key in (self.anchors.items() if validate else ()):
            text += f'  trust-anchor: "{zone} DNSKEY {" ".join(key)}"\n'
        text += "".join(f'  domain-insecure: "{zone}"\n' for zone in self.zones
                        if zone not in self.signed)
        text += "".join(f'  local-zone: "{zone}" nodefault\n' for zone in self.zones)
        text += 'remote-control:\n  control-enable: no\n'
        for zone in self.zones:
            text += f'stub-zone:\n  name: "{zone}"\n  stub-addr: 127.0.0.1@{self.nsd_port}\n'
        text += f'forward-zone:\n  name: "."\n  forward-addr: 127.0.0.1@{self.nsd_port}\n'
        name = f"unbound-{port}"
        (self.folder / f"{name}.conf").write_text(text)
        self._add(Process(["unbound", "-d", "-c", f"{name}.conf"], self.folder, name)
                  ).wait_for_answer(port, self._good_zone())
        return port

    def bind(self, options="", validate=True):
        """Starts named with more options (a dns64 block, say) and returns its port."""
        port = free_port(("127.0.0.1",))
        folder = self.folder / f"named-{port}"
        folder.mkdir()
        anchors = "".join(
            f'  {zone} static-key {" ".join(key[:3])} "{"".join(key[3:])}";\n'
            for zone, key in self.anchors.items())
        text = (f'options {{\n  directory "{folder}";\n  pid-file "{folder}/pid";\n'
                f'  session-keyfile "{folder}/session.key";\n  listen-on port {port} '
                '{ 127.0.0.1; };\n  listen-on-v6 { none; };\n  recursion yes;\n'
                '  allow-query { any; };\n  minimal-responses yes;\n  qname-minimization off;\n'
                '  empty-zones-enable no;\n  max-cache-ttl 86400;\n'
                f'  dnssec-validation {"yes" if validate and anchors else "no"};\n{options}}};\n'
                'controls { };\n')
        if anchors and validate:
            text += f"trust-anchors {{\n{anchors}}};\n"
        text += f'zone "." {{ type primary; file "{self.folder}/root.zone"; }};\n'
        for zone in self.zones:
            text += (f'zone "{zone}" {{ type forward; forward only; '
                     f'forwarders {{ 127.0.0.1 port {self.nsd_port}; }}; }};\n')
        (folder / "named.conf").write_text(text)
        self._add(Process(["named", "-g", "-c", str(folder / "named.conf"), "-n", "1"], folder,
                          "named")).wait_for_answer(port, self._good_zone())
        return port

    def _good_zone(self):
        return next(zone for zone in self.zones if zone not in self.bad)


def missing(*tools):
    return [tool for tool in tools if shutil.which(tool) is None]
