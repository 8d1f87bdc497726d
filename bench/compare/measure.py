# SPDX-License-Identifier: Apache-2.0
"""What is measured: workloads as arguments of `dns64-bench load`, and what the kernel says of a
process while one runs."""

import json
import os
import subprocess
from dataclasses import dataclass

SOURCES = ["-a", "127.0.64.0/24"]


@dataclass(frozen=True)
class Workload:
    """One kind of question. `arguments` go to `dns64-bench load`; `rate` 0 is a closed loop."""

    name: str
    title: str
    zone: str
    arguments: tuple
    rate: int = 0
    tcp: bool = False
    cached: bool = True  # otherwise the bare responder, which asks nobody, says nothing


def workloads(scale, rate):
    """`scale`: names of the two zones, (hot, mixed). The rate is questions a second."""
    hot, mixed = (str(count) for count in scale)
    return (
        Workload("hot", "hot, one question a client", "hot.bench.example",
                 ("--names", hot, "-q", "64", "-c", "64")),
        Workload("hot-grouped", "hot, 16 questions a client", "hot.bench.example",
                 ("--names", hot, "-q", "256", "-c", "16")),
        Workload("mixed", "mixed: Zipf 1.0, half dual stack, 60 % AAAA", "mixed.bench.example",
                 ("--names", mixed, "--zipf", "1", "--dual", "0.5", "--aaaa", "0.6", "-q", "64",
                  "-c", "64")),
        Workload("cold", "cold: each question a new name", "cold.bench.example",
                 ("--random", "-q", "64", "-c", "64"), cached=False),
        Workload("tcp", "hot over TCP, kept connections", "hot.bench.example",
                 ("--names", hot, "-m", "tcp", "-q", "64", "-c", "16"), tcp=True),
        Workload("rate", f"hot at {rate} questions a second", "hot.bench.example",
                 ("--names", hot, "-c", "64"), rate=rate),
    )


def cpu_seconds(pid):
    """CPU time of all threads of a process, user and kernel, since it started."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
        except FileNotFoundError:  # a thread that has ended
            continue
    return total / 1e9


def rss_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


class Load:
    """Runs `dns64-bench load` on its own CPU."""

    def __init__(self, program, cpu):
        self.program = program
        self.cpu = cpu

    def run(self, server, zone, arguments, seconds, verify=False):
        command = [self.program, "load", "-s", "127.0.0.1", "-p", str(server.port), "--zone", zone,
                   "-l", str(seconds), "--cpu", str(self.cpu), "--json", *SOURCES, *arguments]
        if verify and server.synthesizes:
            command += ["--verify", "64:ff9b::/96"]
        # Exit code 1 says that answers were wrong; the numbers say how many.
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=seconds + 600, check=False)
        if not done.stdout:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
        return json.loads(done.stdout)

    def warm(self, server, zone, names, extra=()):
        """Every name once, for both types if the workload asks for both; answers are verified."""
        result = self.run(server, zone, ("--walk", "-n", "1", "--names", str(names), "-q", "32",
                                         "-c", "8", "-t", "10", *extra), 0, verify=True)["result"]
        if result["wrong_address"] or result["wrong_question"] or result["malformed"]:
            raise RuntimeError(f"{server.name} answers wrongly: {result}")
        return result

    def measure(self, server, workload, seconds):
        """One run: what the load saw and what the server spent meanwhile."""
        arguments = workload.arguments
        if workload.rate:
            arguments += ("-Q", str(workload.rate))
        pid = server.process.pid
        before = cpu_seconds(pid)
        report = self.run(server, workload.zone, arguments, seconds)
        spent = cpu_seconds(pid) - before
        result = report["result"]
        answered = result["answered"]
        return {
            "answers_per_second": result["answers_per_second"],
            "cpu_us": spent / answered * 1e6 if answered else None,
            "cpu_share": spent / result["seconds"] if result["seconds"] else None,
            "generator_share": (result["generator_cpu_seconds"] / result["seconds"]
                                if result["seconds"] else None),
            "answered": answered,
            "lost": result["lost"] + result["unsent"],
            "wrong": (result["wrong_address"] + result["wrong_question"] + result["malformed"]
                      + sum(count for code, count in result["rcodes"].items()
                            if code != "NOERROR")),
            "p50": result["latency_us"]["p50"],
            "p99": result["latency_us"]["p99"],
            "p99.9": result["latency_us"]["p99.9"],
        }, report
