# SPDX-License-Identifier: Apache-2.0
"""The program under test: configuration text, start, control, metrics, stop with all checks."""

import json
import os
import pathlib
import re
import signal
import subprocess
import threading
import time
import urllib.request

from .ports import endpoint, free_port

REPORTS = ("ERROR: AddressSanitizer", "runtime error:", "WARNING: ThreadSanitizer",
           "LeakSanitizer", "SUMMARY: UndefinedBehaviorSanitizer")
ROOT = pathlib.Path(__file__).resolve().parents[3]


def binary():
    """The daemon to test: GATE64_DNS64D, else the newest of the usual build folders."""
    named = os.environ.get("GATE64_DNS64D")
    if named:
        return pathlib.Path(named)
    built = [ROOT / "build" / preset / "bin" / "dns64d" for preset in ("dev", "release", "tsan")]
    built = [path for path in built if path.exists()]
    return max(built, key=lambda path: path.stat().st_mtime) if built else None


_kinds = {}


def sanitizer():
    """ "address", "thread" or "" for the daemon at hand."""
    path = binary()
    if path not in _kinds:
        data = path.read_bytes()
        _kinds[path] = ("thread" if b"__tsan_init" in data
                        else "address" if b"__asan_init" in data else "")
    return _kinds[path]


def patience():
    """The factor by which an instrumented daemon may be slower."""
    return {"": 1, "address": 3, "thread": 6}[sanitizer()]


def quoted(values):
    return "[" + ", ".join(f'"{value}"' for value in values) + "]"


def config_text(listen, servers, *, daemon="", dns64='prefix = "64:ff9b::/96"', cache="",
                upstream="", extra="", shards=2, allow=("127.0.0.0/8", "::1/128")):
    """A configuration file; each piece is TOML text that goes into the section of its name.

    `dns64` may be a list (one block each) or None; `servers` may be None for no upstream block.
    """
    blocks = [dns64] if isinstance(dns64, str) else list(dns64 or [])
    parts = [f"[dns64d]\nlisten = {quoted(listen)}\nshards = {shards}\nuser = \"\"",
             f"allow = {quoted(allow)}" if allow is not None else "", daemon]
    if "metrics" not in daemon:
        parts.append('metrics = ""')
    parts.append(f"[cache]\n{cache}" if cache else "")
    if servers is not None:
        parts.append(f"[[upstream]]\nservers = {quoted(servers)}\n{upstream}")
    parts += [f"[[dns64]]\n{block}" for block in blocks]
    return "\n".join(parts + [extra, ""])


class Daemon:
    """One running dns64d. `stop` asserts a clean end; the factory fixture calls it for all."""

    def __init__(self, folder, arguments, *, listen, config_path=None, environment=None):
        self.folder = pathlib.Path(folder)
        self.arguments = [str(argument) for argument in arguments]
        self.listen = listen
        self.config_path = config_path
        self.stderr_lines = []
        self.checked = False
        self.expect_dead = False
        variables = dict(os.environ, ASAN_OPTIONS="detect_leaks=1:exitcode=99",
                         UBSAN_OPTIONS="print_stacktrace=1",
                         TSAN_OPTIONS="exitcode=99:second_deadlock_stack=1", LC_ALL="C")
        variables.update(environment or {})
        self.process = subprocess.Popen(
            [str(binary()), *self.arguments], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=variables, cwd=self.folder)
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._collect, daemon=True)
        self._reader.start()
        self.wait_ready()

    def _collect(self):
        for raw in self.process.stderr:
            line = raw.decode("utf-8", "replace").rstrip("\n")
            self.stderr_lines.append(line)
            if re.search(r"\bready\b", line):
                self._ready.set()
        self._ready.set()

    def wait_ready(self, timeout=None):
        timeout = timeout or 10 * patience()
        assert self._ready.wait(timeout), f"not ready in {timeout} s:\n{self.stderr}"
        assert self.process.poll() is None, f"ended at start:\n{self.stderr}"
        assert any(re.search(r"\bready\b", line) for line in self.stderr_lines), self.stderr

    @property
    def stderr(self):
        return "\n".join(self.stderr_lines)

    @property
    def pid(self):
        return self.process.pid

    @property
    def address(self):
        """(host, port) of the first listener."""
        return self.listen[0]

    @property
    def port(self):
        return self.listen[0][1]

    def wait_stderr(self, pattern, timeout=10, since=0):
        """The first line at or after index `since` that matches, waited for."""
        end = time.monotonic() + timeout
        while True:
            for line in self.stderr_lines[since:]:
                if re.search(pattern, line):
                    return line
            assert time.monotonic() < end, f"no /{pattern}/ in stderr:\n{self.stderr}"
            time.sleep(0.01)

    def rewrite(self, text):
        """Replaces the configuration file as an editor does, by a rename."""
        fresh = self.config_path.with_suffix(".new")
        fresh.write_text(text)
        fresh.rename(self.config_path)

    def hup(self, wait=True):
        """Sends HUP and, with `wait`, waits for the line about the outcome, which it returns."""
        mark = len(self.stderr_lines)
        self.process.send_signal(signal.SIGHUP)
        return self.wait_stderr(r"event=reload(ed|_refused)", since=mark) if wait else None

    def control(self, *words, check=True, timeout=30):
        """Runs the control client; returns its stdout, parsed when --json is among the words."""
        done = subprocess.run([str(binary()), "--config", str(self.config_path), "control", *words],
                              capture_output=True, text=True, timeout=timeout, check=False)
        if not check:
            return done
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout) if "--json" in words else done.stdout

    def rss_bytes(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024

    def fds(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def settled_fds(self):
        """Descriptors once no more are opened: the sockets to upstreams come after `ready`."""
        before = -1
        for _ in range(40):
            now = self.fds()
            if now == before:
                break
            before = now
            time.sleep(0.4)
        return before

    def alive(self):
        return self.process.poll() is None

    def stop(self, timeout=None):
        """TERM, then exit code 0 and no sanitizer report, or an assertion."""
        if self.checked:
            return
        self.checked = True
        died = self.process.poll() is not None
        if not died:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout or 10 * patience())
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"TERM did not end it:\n{self.stderr}") from None
        self._reader.join(5)
        self.check_reports()
        assert not died or self.expect_dead, f"ended by itself, code {code}:\n{self.stderr}"
        assert code == 0 or self.expect_dead, f"exit code {code}:\n{self.stderr}"

    def check_reports(self):
        found = [line for line in self.stderr_lines if any(r in line for r in REPORTS)]
        assert not found, f"sanitizer report:\n{self.stderr}"


class Metrics:
    """One scrape of /metrics: {name: {labels as a frozenset of pairs: value}}."""

    line = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$')
    label = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"(?:,|$)')

    def __init__(self, text):
        self.text, self.samples, self.types = text, {}, {}
        for line in text.splitlines():
            if line.startswith("# TYPE "):
                _, _, name, kind = line.split(" ", 3)
                self.types[name] = kind
            elif line and not line.startswith("#"):
                found = self.line.match(line)
                assert found, f"not Prometheus text: {line!r}"
                labels = found[2] or ""
                pairs = self.label.findall(labels)
                assert self.label.sub("", labels) == "", f"bad labels: {line!r}"
                self.samples.setdefault(found[1], {})[frozenset(pairs)] = float(found[3])

    def total(self, pattern, **labels):
        """The sum of all samples whose name matches and that carry the labels given (regexes)."""
        return sum(value for name, rows in self.samples.items() if re.search(pattern, name)
                   for row, value in rows.items()
                   if all(re.search(want, dict(row).get(key, "")) for key, want in labels.items()))


def scrape(port, host="127.0.0.1"):
    with urllib.request.urlopen(f"http://{endpoint(host, port)}/metrics", timeout=10) as answer:
        assert answer.status == 200
        return Metrics(answer.read().decode())


def pick_listen(hosts):
    """(listen strings, addresses) on one free port for all hosts."""
    port = free_port()
    return [endpoint(host, port) for host in hosts], [(host, port) for host in hosts]
