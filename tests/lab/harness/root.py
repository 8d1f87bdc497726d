# SPDX-License-Identifier: Apache-2.0
"""A Debian system that packages are taken from: this machine, or a debootstrap folder."""

import pathlib
import re
import shutil

from .failure import LabError, run

BUILD_PACKAGES = ("ca-certificates", "make", "gcc", "binutils", "xz-utils", "libnl-genl-3-200")


class Root:
    """Paths given to `run` are as seen inside; `outside` turns them into paths of this machine.

    folder  "/" for this machine
    """

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.is_host = self.folder == pathlib.Path("/")

    def outside(self, path):
        return self.folder / str(path).lstrip("/")

    def words(self, words):
        """The command line that runs `words` inside."""
        return list(words) if self.is_host else ["chroot", str(self.folder), *words]

    def run(self, words, **settings):
        settings.setdefault("timeout", 900)
        return run(self.words(["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", *words]),
                   **settings)

    def update(self):
        self.run(["apt-get", "-q", "update"])

    def install(self, *packages):
        self.run(["apt-get", "-q", "-y", "--no-install-recommends", "install", *packages])

    def version_of(self, package, suite):
        """The newest version of a package in a suite, or "" when the index does not name one."""
        listing = self.run(["apt-cache", "madison", package])
        rows = [[field.strip() for field in line.split("|")] for line in listing.splitlines()]
        versions = [row[1] for row in rows
                    if len(row) == 3 and re.search(rf" {suite}(-security|-updates)?/", row[2])]
        return versions[0] if versions else ""

    def unpack(self, package, version, folder):
        """Downloads one version of a package and unpacks it, uninstalled, into `folder`."""
        downloads = self.outside(folder) / "download"
        shutil.rmtree(downloads, ignore_errors=True)
        downloads.mkdir(parents=True)
        inside = f"{folder}/download"
        self.run(["sh", "-c", 'cd "$1" && exec apt-get -q download "$2=$3"', "sh", inside, package,
                  version])
        archives = [f"{inside}/{path.name}" for path in downloads.glob("*.deb")]
        if len(archives) != 1:
            raise LabError(f"apt-get download {package}={version} brought {len(archives)} files")
        self.run(["dpkg-deb", "-x", archives[0], str(folder)])
        shutil.rmtree(downloads)


def host_suite():
    """The code name of this machine's Debian, or "" when it is something else."""
    text = pathlib.Path("/etc/os-release").read_text()
    values = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    is_debian = values.get("ID", "").strip('"') == "debian"
    return values.get("VERSION_CODENAME", "").strip('"') if is_debian else ""


def find_root(suite, cache):
    """This machine where it is of the suite, else a debootstrap folder in the cache."""
    if host_suite() == suite:
        return Root("/")
    folder = cache / "root" / suite
    if not (folder / "complete").exists():
        _bootstrap(suite, folder)
    return Root(folder)


def mirror_of(repository):
    """Where this machine's apt takes "debian" or "debian-security" from."""
    listing = run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"])
    for uri in listing.split():
        if uri.rstrip("/").endswith("/" + repository):
            return uri.rstrip("/")
    raise LabError(f"no source of apt ends in /{repository}; see /etc/apt/sources.list")


def _bootstrap(suite, folder):
    print(f"lab: making a Debian {suite} folder for building (once, about two minutes)", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    run(["debootstrap", "--variant=minbase", f"--include={','.join(BUILD_PACKAGES)}", suite,
         folder, mirror_of("debian")], timeout=1200)
    sources = folder / "etc/apt/sources.list.d/lab.list"
    sources.write_text(f"deb {mirror_of('debian')} {suite}-updates main\n"
                       f"deb {mirror_of('debian-security')} {suite}-security main\n")
    (folder / "complete").touch()


def add_suite(root, suite):
    """Lets a debootstrap folder see another suite's packages, which nothing is installed from.

    Unstable's index is renewed several times a day and is past its date on a mirror that is not;
    its signature is still checked.
    """
    if root.is_host:
        return
    apt = root.outside("/etc/apt")
    (apt / f"sources.list.d/{suite}.list").write_text(
        f"deb [check-valid-until=no] {mirror_of('debian')} {suite} main\n")
    (apt / f"preferences.d/{suite}").write_text(
        f"Package: *\nPin: release a={suite}\nPin-Priority: 10\n")
