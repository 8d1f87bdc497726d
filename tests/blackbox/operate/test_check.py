# SPDX-License-Identifier: Apache-2.0
"""`--check`: all errors at once with file:line:col and exit code 2; the shipped file loads."""

import re
import subprocess

import pytest

from harness.daemon import ROOT, binary, patience


def check(path):
    return subprocess.run([str(binary()), "--config", str(path), "--check"], capture_output=True,
                          text=True, timeout=10 * patience(), check=False)


def test_good_file(tmp_path):
    path = tmp_path / "good.toml"
    path.write_text('[dns64d]\nlisten = ["127.0.0.1:5300"]\n[[upstream]]\n'
                    'servers = ["127.0.0.1:5301"]\n[[dns64]]\n')
    done = check(path)
    assert done.returncode == 0, done.stderr


def test_shipped_file_loads_unchanged():
    path = ROOT / "etc" / "gate64.toml"
    if not path.exists():
        pytest.skip("no etc/gate64.toml in this tree")
    done = check(path)
    assert done.returncode == 0, done.stderr


def test_all_errors_with_their_places(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("""[dns64d]
listen = ["127.0.0.1:5300", "nonsense"]
shard = 2
[[dns64]]
prefix = "2001:db8::/95"
[[dns64]]
prefix = "2001:db8:0:0:100::/96"
on_error = "perhaps"
[cache]
size = "lots"
""")
    done = check(path)
    text = done.stdout + done.stderr
    assert done.returncode == 2
    places = re.findall(r"bad\.toml:(\d+):(\d+)", text)
    assert {int(line) for line, _ in places} == {2, 3, 5, 7, 8, 10}, text
    assert "shards" in text, "a hint at the near name"


@pytest.mark.parametrize("text,line", [("[dns64d\n", 1), ("[dns64d]\nlisten = [\n\"a\n", 3),
                                       ("[dns64d]\nshards = 1\nshards = 2\n", 3)])
def test_syntax_error_is_shown_where_it_is(tmp_path, text, line):
    path = tmp_path / "syntax.toml"
    path.write_text(text)
    done = check(path)
    assert done.returncode == 2
    found = re.search(r"syntax\.toml:(\d+):(\d+)", done.stdout + done.stderr)
    assert found and abs(int(found[1]) - line) <= 1, done.stderr


def test_check_touches_nothing(dns64d, upstream):
    """It may run beside the daemon whose file it reads."""
    daemon = dns64d.config([upstream])
    done = check(daemon.config_path)
    assert done.returncode == 0, done.stderr
    assert daemon.control("status")


def test_version():
    done = subprocess.run([str(binary()), "--version"], capture_output=True, text=True,
                          timeout=10 * patience(), check=True)
    assert re.search(r"\d+\.\d+\.\d+", done.stdout)
    assert "liburing" in done.stdout
