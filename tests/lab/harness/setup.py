# SPDX-License-Identifier: Apache-2.0
"""A translator set up by the reference command, for scenarios about something else."""

from .judge import PROTOCOLS
from .net import GATEWAY4, POOL6

PORTS = "61000-65535"


def add_instance(jool, name, *, framework="netfilter", pool6=POOL6, ports=PORTS, address=GATEWAY4):
    """Without `ports` pool4 stays empty."""
    jool.run("instance", "add", name, f"--{framework}", "--pool6", pool6)
    for protocol in PROTOCOLS if ports else ():
        jool.run("-i", name, "pool4", "add", f"--{protocol}", address, ports)


def intercept(net, instance, verb="-A"):
    """The two rules of the iptables framework, as people write them by hand."""
    for command in ("iptables", "ip6tables"):
        net.gateway.run([command, "-t", "mangle", verb, "PREROUTING", "-j", "JOOL",
                         "--instance", instance])
