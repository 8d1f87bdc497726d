# SPDX-License-Identifier: Apache-2.0
"""The command line of the lab."""

import argparse
import os
import pathlib
import platform
import shlex
import shutil
import signal
import sys
import tempfile
import time

from .failure import LabError
from .machine import boot
from .matrix import TARGETS
from .prepare import prepare

ROOT = pathlib.Path(__file__).resolve().parents[3]
SCENARIOS = ROOT / "tests/lab/scenarios"
CONSOLE_LINES_SHOWN = 200


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="tests/lab/run.sh", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Boots a Debian kernel with Jool's module and runs scenarios in it.",
        epilog="Needs root. Arguments after -- go to pytest. Environment: GATE64_LAB_CACHE, the\n"
               "folder that keeps kernels and modules (build/lab).")
    parser.add_argument("--kernel", choices=sorted(TARGETS), default="debian12",
                        help="which kernel and Jool (default: %(default)s)")
    parser.add_argument("--preset", default="release",
                        help="the build whose programs are tested (default: %(default)s)")
    parser.add_argument("--timeout", type=int, default=900, metavar="S",
                        help="seconds the machine may run (default: %(default)s)")
    parser.add_argument("--keep-console", action="store_true",
                        help="keep console and logs of a run that succeeds, too")
    parser.add_argument("--output", type=pathlib.Path, metavar="FOLDER",
                        help="where files go that the scenario leaves in $LAB_OUTPUT")
    parser.add_argument("--prepare", action="store_true",
                        help="fill the cache, boot nothing")
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO",
                        help="a test file, folder or file::test for pytest, or one executable; "
                             "default: tests/lab/scenarios")
    if "--" in arguments:
        cut = arguments.index("--")
        return parser.parse_args(arguments[:cut]), arguments[cut + 1:]
    return parser.parse_args(arguments), []


def command(scenarios, pytest_arguments):
    """The shell command that runs inside, from the top folder of the checkout."""
    paths = [pathlib.Path(name.split("::")[0]) for name in scenarios]
    for path in paths:
        if not path.exists():
            raise LabError(f"{path}: no such scenario")
    programs = [path for path in paths if path.is_file() and os.access(path, os.X_OK)]
    if programs:
        if len(scenarios) > 1:
            raise LabError(f"{programs[0]}: an executable scenario runs alone")
        return shlex.join([str(programs[0].resolve()), *pytest_arguments])
    named = [str(pathlib.Path(name).absolute()) for name in scenarios] or [str(SCENARIOS)]
    return shlex.join(["/usr/bin/python3", "-B", "-m", "pytest", "-c",
                       str(ROOT / "tests/lab/pytest.ini"), "--color=no", *named,
                       *pytest_arguments])


def show_console(folder):
    console = folder / "console.log"
    lines = console.read_text(errors="replace").splitlines() if console.exists() else []
    print(f"lab: end of the console ({console}):", file=sys.stderr)
    for line in lines[-CONSOLE_LINES_SHOWN:]:
        print("  | " + "".join(c if c.isprintable() else "?" for c in line), file=sys.stderr)


def run(options, pytest_arguments):
    if os.geteuid() != 0:
        raise LabError("needs root (it installs packages and shows this machine's files to the "
                       "virtual machine); try: sudo tests/lab/run.sh")
    if platform.machine() != "x86_64":
        raise LabError(f"boots x86-64 kernels on x86-64 only, this is {platform.machine()}")
    cache = pathlib.Path(os.environ.get("GATE64_LAB_CACHE") or ROOT / "build/lab").resolve()
    inside = command(options.scenarios, pytest_arguments)
    prepared = prepare(TARGETS[options.kernel], cache)
    if options.prepare:
        return 0
    runs = ROOT / "build/lab/runs"
    runs.mkdir(parents=True, exist_ok=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{options.kernel}-", dir=runs))
    job = {"LAB_ROOT": ROOT, "LAB_RESULTS": folder, "LAB_OUTPUT": folder / "output",
           "LAB_COMMAND": inside,
           "LAB_TARGET": options.kernel, "LAB_KERNEL": prepared.kernel, "LAB_JOOL": prepared.jool,
           "LAB_MODULES": prepared.modules, "LAB_REFERENCE": shlex.join(prepared.reference),
           "GATE64_BIN": ROOT / "build" / options.preset / "bin"}
    print(f"lab: booting Linux {prepared.kernel} with Jool {prepared.jool}", flush=True)
    begun = time.monotonic()
    code = None
    try:
        code = boot(prepared, folder, job, options.timeout)
        if code == 0 and options.output:
            shutil.copytree(folder / "output", options.output, dirs_exist_ok=True)
    finally:
        if code != 0:
            show_console(folder)
        if code == 0 and not options.keep_console:
            shutil.rmtree(folder)
        else:
            print(f"lab: logs are in {folder}", file=sys.stderr)
    print(f"lab: {options.kernel}: exit code {code} after {time.monotonic() - begun:.0f} s")
    return code


def main():
    # An exception instead of sudden death, so that the virtual machine is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return run(*parse(sys.argv[1:]))
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
