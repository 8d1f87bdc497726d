# SPDX-License-Identifier: Apache-2.0
"""The reference `jool` command: an independent witness of what nat64ctl did to the module."""

import csv
import io
import os
import pathlib
import shlex
import subprocess

PROTOCOLS = ("tcp", "udp", "icmp")


def load_modules():
    subprocess.run(["modprobe", "jool"], check=True)


def unload_modules():
    """Ends every instance on the machine as well."""
    subprocess.run(["modprobe", "-r", "jool"], check=True)


class Judge:
    """Runs in the gateway's namespace. Listings are lists of dicts, keyed by the CSV's titles."""

    def __init__(self, namespace):
        self.namespace = namespace
        self.reference = shlex.split(os.environ["LAB_REFERENCE"])

    @staticmethod
    def has_iptables():
        """4.1.13 lost the iptables framework by accident."""
        return os.environ["LAB_JOOL"] != "4.1.13"

    def run(self, *words, check=True):
        return self.namespace.run([*self.reference, *words], check=check)

    def path_for(self, path):
        """Where a file goes that the command is to read as `path`: it may live in a chroot."""
        inside = self.reference[0] == "chroot"
        return pathlib.Path(self.reference[1] if inside else "/") / path.lstrip("/")

    def _rows(self, *words):
        return list(csv.DictReader(io.StringIO(self.run(*words, "--csv").stdout)))

    def _rows_of_all(self, instance, table):
        """Rows of a table that is listed a protocol at a time."""
        return [row for protocol in PROTOCOLS
                for row in self._rows("-i", instance, table, "display", f"--{protocol}",
                                      *(["--numeric"] if table != "pool4" else []))]

    def instances(self):
        return self._rows("instance", "display")

    def pool4(self, instance):
        return self._rows_of_all(instance, "pool4")

    def bib(self, instance):
        return self._rows_of_all(instance, "bib")

    def sessions(self, instance):
        return self._rows_of_all(instance, "session")

    def settings(self, instance):
        """{global: value}, both as text."""
        shown = self.run("-i", instance, "global", "display", "--csv").stdout
        rows = csv.reader(io.StringIO(shown))
        return {row[0]: row[1] for row in rows if len(row) > 1}

    def stats(self, instance):
        """{counter: number}"""
        shown = self.run("-i", instance, "stats", "display", "--all", "--csv", "--no-headers")
        rows = csv.reader(io.StringIO(shown.stdout))
        return {row[0]: int(row[1]) for row in rows if len(row) > 1}
