#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`dns64-bench compare`: dns64d and every other server that is installed, doing the same work on
this machine, in turn. Each has one worker on the first CPU, the load comes from the second. All are
started, warmed with every name, and then measured round by round, each round all of them, so that
whatever else the machine does meets all alike. The bare responder (`dns64-bench limit`) takes part:
its CPU time an answer is the price of the kernel, and the others are shown as a ratio to it.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

import measure
import report
import servers

PEERS = "/var/lib/gate64-peers"


def parse_arguments():
    parser = argparse.ArgumentParser(prog="dns64-bench compare", description=__doc__)
    parser.add_argument("--bin", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("bench-report"),
                        help="folder of the report (bench-report)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each run")
    parser.add_argument("--rate", type=int, default=20000, help="questions a second of the run "
                        "that latency is read from (20000)")
    parser.add_argument("--names", type=int, nargs=2, default=(1000, 100000),
                        metavar=("HOT", "MIXED"), help="names of the two zones (1000 100000)")
    parser.add_argument("--against", type=pathlib.Path, metavar="DNS64D",
                        help="another build of dns64d, measured in turn with this one")
    parser.add_argument("--only", nargs="+", help="these servers, by name")
    parser.add_argument("--workloads", nargs="+", help="these workloads, by name")
    parser.add_argument("--peers", default=PEERS if os.path.isdir(PEERS) else None, metavar="DIR",
                        help=f"chroot with newer servers ({PEERS} where it is there; "
                        "scripts/dev-setup.sh --peers makes it); needs root")
    parser.add_argument("--cpus", type=int, nargs=2, metavar=("SERVER", "LOAD"),
                        help="(the first two this process may use)")
    parser.add_argument("--smoke", action="store_true",
                        help="everything once and briefly: that it runs, not how fast")
    arguments = parser.parse_args()
    if arguments.smoke:
        arguments.rounds, arguments.seconds, arguments.rate = 1, 1, 1000
        arguments.names = (50, 200)
    if arguments.against and not arguments.against.is_file():
        parser.error(f"--against {arguments.against}: no such file")
    if arguments.peers and os.geteuid() != 0:
        arguments.peers = None
    if arguments.cpus is None:
        usable = sorted(os.sched_getaffinity(0))
        arguments.cpus = (usable[0], usable[1] if len(usable) > 1 else usable[0])
    return arguments


def make_zones(program, names):
    def zone(name, count, dual):
        return subprocess.run([program, "zone", "--zone", name, "--names", str(count), "--dual",
                               str(dual)], stdout=subprocess.PIPE, check=True, text=True).stdout
    return {"hot.bench.example": zone("hot.bench.example", names[0], 0),
            "mixed.bench.example": zone("mixed.bench.example", names[1], 0.5),
            "cold.bench.example": zone("cold.bench.example", 1, 0)}


def say(text):
    print(text, file=sys.stderr, flush=True)


def warm(load, running, arguments):
    hot, mixed = arguments.names
    for server in running:
        if isinstance(server, servers.Limit):
            continue
        say(f"warming {server.name}")
        load.warm(server, "hot.bench.example", hot)
        load.warm(server, "mixed.bench.example", mixed, ("--dual", "0.5", "--aaaa", "0.6"))


def takes_part(server, workload):
    if isinstance(server, servers.Limit):
        return workload.cached and not workload.tcp
    return True


def run_rounds(load, running, arguments):
    """{workload: {server: [run, ...]}}, and the plan and machine as `load` told them."""
    wanted = [w for w in measure.workloads(arguments.names, arguments.rate)
              if not arguments.workloads or w.name in arguments.workloads]
    runs = {workload.name: {} for workload in wanted}
    context = {}
    for number in range(arguments.rounds):
        # The first of a round is another one each time.
        order = running[number % len(running):] + running[:number % len(running)]
        for workload in wanted:
            say(f"round {number + 1} of {arguments.rounds}: {workload.title}")
            for server in (s for s in order if takes_part(s, workload)):
                run, context = load.measure(server, workload, arguments.seconds)
                runs[workload.name].setdefault(server.name, []).append(run)
    return wanted, runs, context


def compare(arguments):
    program = str(arguments.bin / "dns64-bench")
    found = [(kind, root) for kind, root in servers.find_all(arguments.bin, arguments.against,
                                                       arguments.peers)
             if not arguments.only or kind.name in arguments.only]
    load = measure.Load(program, arguments.cpus[1])
    nsd = servers.Nsd(servers.find_nsd(arguments.peers), arguments.cpus[1],
                      make_zones(program, arguments.names))
    started = [nsd]
    try:
        nsd.start()
        running = []
        for kind, root in found:
            server = kind(root, arguments.cpus[0], nsd.port)
            started.append(server)
            say(f"starting {server.name}")
            try:
                server.start()
            except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                say(f"left out: {error}")
                continue
            running.append(server)
        if not running:
            raise RuntimeError("no server to measure")
        warm(load, running, arguments)
        wanted, runs, context = run_rounds(load, running, arguments)
        return report.Report(arguments, context, wanted, runs,
                             {s.name: {"version": s.version,
                                       "rss_mib": measure.rss_mib(s.process.pid)}
                              for s in running}, nsd.version)
    finally:
        for server in reversed(started):
            server.stop()


def main():
    arguments = parse_arguments()
    try:
        result = compare(arguments)
    except RuntimeError as error:
        say(f"dns64-bench compare: {error}")
        return 1
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "report.json").write_text(json.dumps(result.as_json(), indent=1) + "\n")
    (arguments.out / "report.md").write_text(result.as_markdown())
    for name, text in result.charts().items():
        (arguments.out / name).write_text(text)
    print(result.as_markdown())
    say(f"written to {arguments.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
