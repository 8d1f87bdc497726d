# SPDX-License-Identifier: Apache-2.0
"""An IPv6-only host, made of a network namespace: its getaddrinfo uses us by resolv.conf."""

import json

import pytest

from harness.namespace import Namespace

ZONE = """
www.example. 300 CNAME host.example.
host.example. 300 A 212.58.233.254
host.example. 300 A 212.58.237.254
six.example. 300 AAAA 2001:db8:1::1
both.example. 300 AAAA 2001:db8:1::2
both.example. 300 A 198.51.100.2
4.3.2.8.in-addr.arpa. 300 PTR reverse.example.
"""
SCRIPT = """
import json, socket, sys
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = sorted({row[4][0] for row in socket.getaddrinfo(
            name, 443, socket.AF_INET6, socket.SOCK_STREAM)})
    except socket.gaierror as error:
        found[name] = error.errno == socket.EAI_NONAME
found["reverse"] = socket.getnameinfo(("64:ff9b::802:304", 0), socket.NI_NAMEREQD)[0]
print(json.dumps(found))
"""


@pytest.mark.parametrize("options", ["", "options use-vc\n", "options edns0\n",
                                     "options single-request\n"])
def test_getaddrinfo(dns64d, upstream, options):
    upstream.add(ZONE)
    with Namespace() as host:
        host.link()
        server = f"{host.net6}::1"
        from harness.daemon import Daemon
        config = dns64d.folder / "gate64.toml"
        config.write_text(f'[dns64d]\nlisten = ["[{server}]:53"]\nshards = 2\nuser = ""\n'
                          f'allow = ["{host.net6}::/64"]\ncontrol = ""\nmetrics = ""\n'
                          f'[[upstream]]\nservers = ["{upstream.address}"]\n[[dns64]]\n')
        dns64d.add(Daemon(dns64d.folder, ["--config", config], listen=[(server, 53)],
                          config_path=config))
        host.resolv_conf(f"nameserver {server}\n{options}")
        names = ["www.example", "six.example", "both.example", "gone.example", "host.example"]
        done = host.run(["/usr/bin/python3", "-c", SCRIPT, *names])
        found = json.loads(done.stdout)
    made = ["64:ff9b::d43a:e9fe", "64:ff9b::d43a:edfe"]
    assert found == {"www.example": made, "host.example": made, "six.example": ["2001:db8:1::1"],
                     "both.example": ["2001:db8:1::2"], "gone.example": True,
                     "reverse": "reverse.example"}
