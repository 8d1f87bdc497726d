# SPDX-License-Identifier: Apache-2.0
"""The runs of a comparison as medians with their spread, in Markdown, JSON and charts."""

import statistics

import charts

LIMIT = "limit"


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def number(value, digits=1):
    if value is None:
        return "–"
    return f"{value:,.0f}" if digits == 0 else f"{value:.{digits}f}"


class Summary:
    """All runs of one server with one workload."""

    def __init__(self, runs, limit_runs):
        self.runs = runs
        # A ratio is made within a round, so that a slow minute of the machine does not enter it.
        self.ratio = median([run["cpu_us"] / limit["cpu_us"] for run, limit in zip(runs, limit_runs)
                             if run["cpu_us"] and limit["cpu_us"]])

    def median(self, key):
        return median([run[key] for run in self.runs])

    def spread(self, key):
        values = [run[key] for run in self.runs if run[key] is not None]
        return (min(values), max(values)) if values else (None, None)

    def as_json(self):
        keys = self.runs[0].keys()
        return {"median": {key: self.median(key) for key in keys},
                "spread": {key: self.spread(key) for key in keys},
                "ratio_to_limit": self.ratio, "runs": self.runs}


class Report:
    def __init__(self, arguments, context, workloads, runs, servers, nsd_version):
        self.arguments = arguments
        self.context = context
        self.workloads = workloads
        self.servers = servers
        self.nsd_version = nsd_version
        self.summaries = {
            workload.name: {
                name: Summary(of_server, runs[workload.name].get(LIMIT, []))
                for name, of_server in runs[workload.name].items()
            }
            for workload in workloads
        }

    def as_json(self):
        return {
            "machine": self.context["machine"],
            "version": self.context["version"],
            "plan": {"rounds": self.arguments.rounds, "seconds": self.arguments.seconds,
                     "rate": self.arguments.rate, "names": list(self.arguments.names),
                     "cpus": list(self.arguments.cpus), "smoke": self.arguments.smoke,
                     "workloads": {w.name: {"title": w.title, "load": list(w.arguments)}
                                   for w in self.workloads}},
            "servers": self.servers,
            "authoritative": self.nsd_version,
            "results": {name: {server: summary.as_json() for server, summary in of.items()}
                        for name, of in self.summaries.items()},
        }

    def _head(self):
        machine, version = self.context["machine"], self.context["version"]
        lines = ["# Comparison of DNS64 servers", ""]
        if self.arguments.smoke:
            lines += ["**A smoke run: it shows that everything runs. The numbers mean nothing.**",
                      ""]
        lines += [
            f"{machine['cpu']}, {machine['cpus']} CPUs, Linux {machine['kernel']}, "
            f"{machine['time']}; gate64 {version['commit']} ({version['compiler']}, "
            f"{version['build'].strip()}).", "",
            f"One worker each on CPU {self.arguments.cpus[0]}, the load on CPU "
            f"{self.arguments.cpus[1]}, {self.arguments.rounds} rounds of "
            f"{self.arguments.seconds} s, in turn. A cell is the median of the rounds, in brackets "
            "the lowest and the highest. CPU is that of the whole process, kernel included, for "
            "one answer. `limit` is a bare responder on dns64d's ring that looks at nothing.", "",
        ]
        return lines

    def _servers(self):
        lines = ["| server | version | RSS at the end, MiB |", "|---|---|---:|"]
        for name, facts in self.servers.items():
            version = facts["version"].replace("|", "/")[:90]
            lines.append(f"| {name} | {version} | {facts['rss_mib']:.0f} |")
        return lines + ["", f"Authoritative server behind all: {self.nsd_version}.", ""]

    def _workload(self, workload):
        lines = [f"## {workload.title[0].upper()}{workload.title[1:]}", "",
                 f"![](cpu-{workload.name}.svg)" if not workload.rate
                 else f"![](latency-{workload.name}.svg)", "",
                 "| server | answers/s | CPU µs an answer | × limit | p50 µs | p99 µs | p99.9 µs "
                 "| lost | wrong |", "|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
        for name, summary in self.summaries[workload.name].items():
            def cell(key, digits, summary=summary):
                low, high = summary.spread(key)
                return (f"{number(summary.median(key), digits)} ({number(low, digits)}–"
                        f"{number(high, digits)})")
            lines.append(
                f"| {name} | {cell('answers_per_second', 0)} | {cell('cpu_us', 2)} | "
                f"{number(summary.ratio, 2)} | {cell('p50', 0)} | {cell('p99', 0)} | "
                f"{cell('p99.9', 0)} | {sum(run['lost'] for run in summary.runs)} | "
                f"{sum(run['wrong'] for run in summary.runs)} |")
        return lines + [""]

    def as_markdown(self):
        lines = self._head() + self._servers()
        for workload in self.workloads:
            lines += self._workload(workload)
        return "\n".join(lines)

    def charts(self):
        """File name -> SVG."""
        made = {}
        for workload in self.workloads:
            of = self.summaries[workload.name]
            if workload.rate:
                bars = [(name, [s.median(key) or 0 for key in ("p50", "p99", "p99.9")])
                        for name, s in of.items()]
                made[f"latency-{workload.name}.svg"] = charts.bars(
                    f"{workload.title}: latency, µs", bars, ("p50", "p99", "p99.9"))
            else:
                bars = [(name, [s.median("cpu_us") or 0]) for name, s in of.items()]
                made[f"cpu-{workload.name}.svg"] = charts.bars(
                    f"{workload.title}: CPU µs an answer", bars, ("CPU",),
                    {name: s.spread("cpu_us") for name, s in of.items()})
        return made
