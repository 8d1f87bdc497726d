# SPDX-License-Identifier: Apache-2.0
"""No servers configured: those of /etc/resolv.conf, except our own addresses."""

import signal
import subprocess
import time

import pytest

from harness.daemon import binary, patience
from harness.namespace import Namespace
from harness.upstream import Upstream


@pytest.mark.timeout(90)
def test_servers_of_resolv_conf(tmp_path):
    """The daemon and its clients live in a namespace; the upstream on our end of the link."""
    with Namespace() as far:
        far.link()
        upstream = Upstream(f"{far.net4}.1", "v4.example. 300 A 198.51.100.7", port=53)
        far.resolv_conf(f"nameserver {far.net4}.9\nnameserver {far.net4}.1\n")
        config = tmp_path / "gate64.toml"
        config.write_text(f'[dns64d]\nlisten = ["{far.net4}.9:53", "127.0.0.1:53"]\nshards = 1\n'
                          'user = ""\ncontrol = ""\nmetrics = ""\n[[dns64]]\n')
        with open(tmp_path / "stderr", "w", encoding="utf-8") as errors:
            process = subprocess.Popen(["ip", "netns", "exec", far.name, str(binary()),
                                        "--config", str(config)], stderr=errors)
        try:
            for _ in range(100 * patience()):
                if "ready" in (tmp_path / "stderr").read_text():
                    break
                time.sleep(0.1)
            done = far.run(["dig", "@127.0.0.1", "+time=5", "+tries=1", "v4.example", "AAAA",
                            "+short"])
            assert done.stdout.strip() == "64:ff9b::c633:6407", (tmp_path / "stderr").read_text()
            assert upstream.count("v4.example", "AAAA") == 1
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(10 * patience())
            upstream.close()
        assert code == 0, (tmp_path / "stderr").read_text()
