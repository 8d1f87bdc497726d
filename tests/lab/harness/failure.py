# SPDX-License-Identifier: Apache-2.0
"""What stops the lab before a scenario runs, and how outside programs are run."""

import subprocess


class LabError(Exception):
    """Something the lab needs cannot be had; the text says what, why and what to try."""


def run(words, **settings):
    """Runs a program, keeps quiet when it succeeds and shows the end of its output when not."""
    words = [str(word) for word in words]
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
                              **settings)
    except FileNotFoundError:
        raise LabError(f"{words[0]} is not installed; run scripts/dev-setup.sh --lab") from None
    except subprocess.TimeoutExpired:
        raise LabError(f"{' '.join(words)}: no end after {settings['timeout']} s") from None
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-40:])
        raise LabError(f"{' '.join(words)}: exit code {done.returncode}\n{tail}")
    return done.stdout
