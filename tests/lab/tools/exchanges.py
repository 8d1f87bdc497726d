# SPDX-License-Identifier: Apache-2.0
"""What the reference command is asked to do while its messages are recorded, in this order.

A row is (name of the file, what it shows, words of the command). Rows without a name only prepare
what follows.
"""

import json
import re

POOL6 = "64:ff9b::/96"
ADDRESS = "203.0.113.1"
SERVER = "203.0.113.8"
CLIENT = "2001:db8:1::8"

CONFIGURATION = json.dumps({
    "instance": "atomic", "framework": "netfilter",
    "global": {"pool6": POOL6, "udp-timeout": "0:04:00", "mtu-plateaus": [1500, 1400, 576]},
    "pool4": [
        {"protocol": "TCP", "prefix": f"{ADDRESS}/32", "port range": "61000-62000"},
        {"protocol": "UDP", "prefix": f"{ADDRESS}/32", "port range": "61000-62000", "mark": 7},
        {"protocol": "ICMP", "prefix": f"{ADDRESS}/32", "port range": "61000-62000"}],
    "bib": [{"protocol": "TCP", "ipv6 address": "2001:db8:1::80#443",
             "ipv4 address": f"{ADDRESS}#61500"}],
})
CONFIGURATION_FILE = "/tmp/atomic.json"


def _name(*parts):
    return re.sub("[-,:]", "_", "_".join(parts))


def _on(*words):
    return ("-i", "example", *words)


def _pool4(*words):
    return _on("pool4", *words)


INSTANCE = [
    ("instance_display_none", "no instance at all", ("instance", "display")),
    ("instance_status_missing", "HELLO to an instance that is not there",
     _on("instance", "status")),
    ("missing_instance_error", "an operation on an instance that is not there: an error reply",
     _on("global", "display")),
    ("instance_add_iptables", "iptables framework", ("instance", "add", "example", "--iptables",
                                                     "--pool6", POOL6)),
    ("instance_add_netfilter", "netfilter framework", ("instance", "add", "netfilter",
                                                       "--netfilter", "--pool6", POOL6)),
    ("instance_add_second_netfilter_error", "a namespace takes one netfilter instance",
     ("instance", "add", "second", "--netfilter", "--pool6", POOL6)),
    ("instance_add_again_error", "the name is taken",
     ("instance", "add", "netfilter", "--netfilter", "--pool6", POOL6)),
    ("instance_display", "the instances so far", ("instance", "display")),
    ("instance_status", "HELLO to an instance that is there",
     ("-i", "netfilter", "instance", "status")),
    ("instance_remove", "remove one", ("instance", "remove", "netfilter")),
    ("instance_remove_missing_error", "remove one that is not there",
     ("instance", "remove", "netfilter")),
    # The rest needs traffic, so the framework that works without rules.
    ("", "", ("instance", "remove", "example")),
    ("", "", ("instance", "add", "example", "--netfilter", "--pool6", POOL6)),
]

GLOBALS = [("global_display_defaults", "all settings of a fresh instance",
            _on("global", "display"))]
GLOBALS += [
    (_name("global_update", key, value), f"set {key} to {value}",
     _on("global", "update", key, value))
    for key, value in (
        ("manually-enabled", "false"), ("manually-enabled", "true"), ("lowest-ipv6-mtu", "1400"),
        ("zeroize-traffic-class", "true"), ("tos", "42"), ("mtu-plateaus", "1500,1400,576"),
        ("address-dependent-filtering", "true"), ("f-args", "10"), ("tcp-est-timeout", "2:30:00"),
        ("udp-timeout", "0:06:40"), ("icmp-timeout", "0:01:30"), ("logging-bib", "false"),
        ("maximum-simultaneous-opens", "20"), ("ss-enabled", "false"),
        ("ss-flush-deadline", "1500"), ("ss-capacity", "1024"),
        ("ss-max-sessions-per-packet", "8"))]
GLOBALS += [
    ("global_update_too_low_error", "a time-out below its minimum",
     _on("global", "update", "udp-timeout", "0:00:10")),
    ("global_display_changed", "all settings after the updates", _on("global", "display")),
    ("", "", _on("global", "update", "address-dependent-filtering", "false")),
]

POOL4 = [("pool4_display_empty", "an empty pool4", _pool4("display", "--tcp"))]
POOL4 += [(f"pool4_add_{protocol}", f"a range for {protocol.upper()}",
           _pool4("add", f"--{protocol}", ADDRESS, "61001-65535"))
          for protocol in ("tcp", "udp", "icmp")]
POOL4 += [
    ("pool4_add_mark", "a prefix with a mark and a limit of iterations",
     _pool4("add", "--tcp", "--mark", "7", "--max-iterations", "64", "192.0.2.0/30",
            "61001-62000")),
    ("pool4_add_host_bits_error", "a prefix with host bits set",
     _pool4("add", "--tcp", "192.0.2.1/30", "61001-62000")),
    ("pool4_add_ephemeral", "a range inside of ip_local_port_range: refused from 4.1.15 on",
     _pool4("add", "--tcp", "192.0.2.77", "40000-41000")),
    ("pool4_display_tcp", "TCP's pool4, two marks", _pool4("display", "--tcp")),
    ("pool4_display_icmp", "ICMP's pool4", _pool4("display", "--icmp")),
    ("pool4_remove", "remove, bindings with it",
     _pool4("remove", "--tcp", "--mark", "7", "192.0.2.0/31", "61001-62000")),
    ("pool4_remove_quick", "remove and keep bindings",
     _pool4("remove", "--tcp", "--mark", "7", "192.0.2.2/31", "61001-62000", "--quick")),
    ("pool4_remove_absent", "a range that is not there: success",
     _pool4("remove", "--udp", "192.0.2.9", "61001-62000")),
    ("", "", _pool4("remove", "--tcp", "192.0.2.77", "40000-41000")),
    ("", "", _pool4("add", "--udp", "--mark", "9", "198.51.100.0/25", "61001-62000")),
    ("pool4_display_pages", "more entries than one reply holds", _pool4("display", "--udp")),
    ("", "", _pool4("remove", "--udp", "--mark", "9", "198.51.100.0/25", "61001-62000")),
]

BIB = [
    ("bib_display_empty", "no binding", _on("bib", "display", "--tcp", "--numeric")),
    ("bib_add_tcp", "a static binding",
     _on("bib", "add", "--tcp", "2001:db8:1::80#443", f"{ADDRESS}#62000")),
    ("bib_add_udp", "a static binding",
     _on("bib", "add", "--udp", "2001:db8:1::80#443", f"{ADDRESS}#62000")),
    ("bib_add_icmp", "a static binding",
     _on("bib", "add", "--icmp", "2001:db8:1::80#7", f"{ADDRESS}#62000")),
    ("bib_add_again_error", "the transport address is taken",
     _on("bib", "add", "--tcp", "2001:db8:1::81#443", f"{ADDRESS}#62000")),
    ("bib_add_outside_pool4_error", "an address outside pool4",
     _on("bib", "add", "--tcp", "2001:db8:1::82#443", "192.0.2.200#62000")),
    ("bib_display_tcp", "one static binding", _on("bib", "display", "--tcp", "--numeric")),
    ("bib_remove", "by the IPv6 transport address",
     _on("bib", "remove", "--tcp", "2001:db8:1::80#443")),
    ("bib_remove_both", "by both transport addresses",
     _on("bib", "remove", "--udp", "2001:db8:1::80#443", f"{ADDRESS}#62000")),
    ("bib_remove_missing_error", "a binding that is not there",
     _on("bib", "remove", "--tcp", "2001:db8:1::99#443")),
]

# After traffic has passed.
TRAFFIC = [
    ("bib_display_dynamic", "bindings that traffic made; more than one page",
     _on("bib", "display", "--udp", "--numeric")),
    ("session_display_tcp", "an established connection",
     _on("session", "display", "--tcp", "--numeric")),
    ("session_display_udp", "more sessions than one reply holds",
     _on("session", "display", "--udp", "--numeric")),
    ("session_display_icmp", "a ping", _on("session", "display", "--icmp", "--numeric")),
    ("stats_display", "all counters", _on("stats", "display", "--all")),
    ("", "", _on("global", "update", "ss-enabled", "true")),
    ("joold_advertise", "the request, and then a ping: sessions that are sent to the group joold",
     _on("joold", "advertise")),
    ("", "", _on("global", "update", "ss-enabled", "false")),
]

END = [
    ("pool4_flush_quick", "empty pool4, keep bindings", _pool4("flush", "--quick")),
    ("pool4_flush", "empty pool4, bindings with it", _pool4("flush")),
    # A namespace takes one netfilter instance, and 4.1.13 knows no other framework.
    ("", "", ("instance", "remove", "example")),
    ("file_handle_new", "atomic configuration that makes an instance",
     ("file", "handle", CONFIGURATION_FILE)),
    ("file_handle_again", "atomic configuration of an instance that is there",
     ("file", "handle", CONFIGURATION_FILE)),
    ("instance_flush", "remove all instances of the namespace", ("instance", "flush")),
]
