# SPDX-License-Identifier: Apache-2.0
"""The tables the checks walk: limits, layers, who may include what, and banned calls.

To change a rule, change its row. To let one file break one rule, add a row with the reason to
exceptions.toml.
"""

import re
from dataclasses import dataclass

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
LINE_COLUMNS_MAX = 100

SPDX = "SPDX-License-Identifier: Apache-2.0"

# Written in halves so that this file does not contain what it looks for.
LEFTOVER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")

# A suppressed clang-tidy check names the check and says why.
NOLINT = re.compile(r"//\s*NOLINT(?:NEXTLINE|BEGIN|END)?(?!\w)(?P<rest>.*)")
NOLINT_REASONED = re.compile(r"\([\w.,\- ]+\)(?:: \S|\s*$)")

# Folder -> the folders its target links directly. A file may include from its own folder and from
# whatever these reach. The DEPS of the folder's CMakeLists.txt must not go beyond this table.
LAYERS = {
    "shared/base": (),
    "shared/net": ("shared/base",),
    "shared/dns": ("shared/net",),
    "shared/config": ("shared/dns",),
    "shared/cli": ("shared/base",),
    "shared/control_client": ("shared/cli",),
    "shared/page_server": ("shared/net",),
    "shared/service": ("shared/base",),
    "shared/jool": ("shared/net",),
    "shared/jool_client": ("shared/jool",),
    "dns64d/model": ("shared/dns", "dns64d/metrics"),
    "dns64d/dns64": ("dns64d/model",),
    "dns64d/cache": ("dns64d/model",),
    "dns64d/upstream": ("dns64d/model",),
    "dns64d/pipeline": ("dns64d/dns64", "dns64d/cache", "dns64d/upstream"),
    "dns64d/transport": ("shared/dns",),
    "dns64d/io": ("shared/net",),
    "dns64d/metrics": ("shared/base",),
    "dns64d/shard": ("dns64d/pipeline", "dns64d/transport", "dns64d/io", "dns64d/metrics"),
    "dns64d/control": ("dns64d/shard",),
    "dns64d/process": ("dns64d/control", "shared/config", "shared/cli", "shared/control_client",
                       "shared/page_server", "shared/service"),
    "dns64d": ("dns64d/process",),
    "nat64ctl/model": ("shared/jool",),
    "nat64ctl/plan": ("nat64ctl/model", "shared/config"),
    "nat64ctl/doctor": ("nat64ctl/plan",),
    "nat64ctl/system": ("nat64ctl/model", "shared/jool_client", "shared/control_client"),
    "nat64ctl/firewall": ("nat64ctl/model",),
    "nat64ctl/apply": ("nat64ctl/plan", "nat64ctl/system", "nat64ctl/firewall"),
    "nat64ctl/metrics": ("nat64ctl/model",),
    "nat64ctl/probe": ("shared/config",),
    "nat64ctl/commands": ("nat64ctl/apply", "nat64ctl/doctor", "nat64ctl/metrics", "nat64ctl/probe",
                          "shared/cli", "shared/page_server", "shared/service"),
    "nat64ctl": ("nat64ctl/commands",),
    "bench/core": ("shared/dns",),
    "bench/load": ("bench/core", "dns64d/io", "dns64d/transport"),
    "bench/limit": ("dns64d/io", "shared/dns"),
    "bench/command": ("bench/load", "bench/limit", "shared/cli"),
    "bench": ("bench/command",),
    "bench/micro": ("bench/core", "dns64d/pipeline"),
}

PURE = (
    "shared/base/",
    "shared/net/",
    "shared/dns/",
    "shared/jool/",
    "dns64d/model/",
    "dns64d/dns64/",
    "dns64d/cache/",
    "dns64d/upstream/",
    "dns64d/pipeline/",
    "dns64d/transport/",
    "dns64d/metrics/",
    "nat64ctl/model/",
    "nat64ctl/plan/",
    "nat64ctl/doctor/",
    "bench/core/",
    "nat64ctl/metrics/",
)
# Folders whose every .cc needs a test in tests/unit/<folder>.
TESTED = PURE + ("shared/config/", "shared/cli/", "shared/control_client/",
                 "shared/page_server/", "shared/jool_client/")
# Where queries pass: no lock, no type that allocates a call.
DATA_PATH = PURE[1:] + ("dns64d/io/", "dns64d/shard/")
PROGRAMS = ("shared/", "dns64d/", "nat64ctl/", "bench/")
LIBRARIES = ("shared/", "dns64d/")


@dataclass(frozen=True)
class HeaderRule:
    """`header` may be included only below `allowed`, judged for files below `scope`."""

    rule: str
    header: re.Pattern
    allowed: tuple
    remedy: str
    scope: tuple = ("",)


def _header(rule, pattern, allowed, remedy, scope=("",)):
    return HeaderRule(rule, re.compile(rf"(?:{pattern})\Z"), tuple(allowed), remedy, scope)


HEADERS = (
    _header("include-liburing", r"liburing(/.*)?\.h|linux/io_uring\.h", ["dns64d/io/"],
            "use the ring of dns64d/io"),
    _header("include-openssl", r"openssl/.*", [], "TLS has no user yet, drop the include"),
    _header("include-nghttp2", r"nghttp2/.*", [], "HTTP/2 has no user yet, drop the include"),
    _header("include-libnl", r"netlink/.*",
            ["shared/jool/", "shared/jool_client/", "nat64ctl/probe/", "nat64ctl/system/",
             "tests/unit/nat64ctl/system/"],
            "talk to Jool through shared/jool_client"),
    _header("include-netfilter",
            r"nftables/.*|libnftnl/.*|libmnl/.*|libiptc/.*|linux/netfilter.*",
            ["nat64ctl/firewall/", "tests/unit/nat64ctl/firewall/"],
            "ask nat64ctl/firewall for what the packet filter does"),
    _header("include-netlink", r"linux/(rt|gene)?netlink\.h",
            ["dns64d/process/", "nat64ctl/system/", "nat64ctl/firewall/", "nat64ctl/probe/",
             "tests/unit/nat64ctl/firewall/", "tests/unit/nat64ctl/system/"],
            "take what the host says from dns64d/process or nat64ctl/system"),
    _header("include-libkmod", r"libkmod\.h", ["nat64ctl/system/"],
            "load modules through nat64ctl/system"),
    _header("include-ldns", r"ldns/.*", ["dns64d/process/", "tests/"],
            "use the parser and writer of shared/dns"),
    _header("include-toml", r"toml\+\+/.*|toml\.hpp|toml\+\+\.h", ["shared/config/"],
            "read settings through shared/config"),
    _header("include-cli11", r"CLI/.*",
            ["dns64d/process/", "shared/cli/", "nat64ctl/commands/", "bench/command/"],
            "take the command line from dns64d/process"),
    _header("include-spdlog", r"spdlog/.*", ["dns64d/process/"],
            "return the error as a value, the edge logs it"),
    _header("include-microhttpd", r"microhttpd\.h", ["shared/page_server/"],
            "serve HTTP through shared/page_server"),
    _header("include-systemd", r"systemd/.*", ["shared/service/"],
            "talk to the service manager through shared/service"),
    _header("include-json", r"nlohmann/.*",
            ["shared/cli/", "dns64d/control/", "dns64d/process/", "nat64ctl/commands/",
             "nat64ctl/apply/", "nat64ctl/firewall/", "nat64ctl/system/", "shared/control_client/",
             "tests/", "bench/"],
            "hand records to the control or command layer, they render JSON"),
    _header("include-fmt", r"fmt/.*",
            ["shared/cli/", "shared/config/", "dns64d/control/", "dns64d/process/",
             "nat64ctl/commands/", "tests/", "bench/"],
            "append to a std::string or use a fixed buffer"),
    _header("include-system",
            r"sys/.*|unistd\.h|fcntl\.h|poll\.h|signal\.h|csignal|netdb\.h|ifaddrs\.h|net/if\.h"
            r"|netinet/.*|arpa/.*|linux/.*|pthread\.h|sched\.h|dirent\.h|thread",
            [], "keep system calls at the edges (dns64d/io, dns64d/process) and pass values in",
            PURE),
    _header("include-stream", r"iostream|fstream|cstdio|stdio\.h|print", [],
            "return values or errors, the edge reads files and prints", PURE),
    _header("include-lock", r"mutex|shared_mutex|condition_variable|semaphore", [],
            "give the state one owner and send it messages", DATA_PATH),
    _header("include-regex", r"regex|regex\.h", [], "parse with the cursors of shared/base"),
    _header("include-ranges", r"ranges|format", [], "write a plain loop; GCC 12 lacks these"),
    _header("include-cassert", r"cassert|assert\.h", [], "use CHECK from shared/base/check.h"),
)


@dataclass(frozen=True)
class CallRule:
    """`pattern` may not occur in the code of files below `scope`, `allowed` apart."""

    rule: str
    pattern: re.Pattern
    remedy: str
    scope: tuple = ("",)
    allowed: tuple = ()


def _call(rule, pattern, remedy, scope=("",), allowed=()):
    return CallRule(rule, re.compile(pattern), remedy, tuple(scope), tuple(allowed))


# A call of a free function: not a member, not of another namespace than std.
_FREE = r"(?<![\w.>:])(?:(?:std)?::)?"

CALLS = (
    _call("assert", r"(?<!\w)assert\s*\(", "use CHECK from shared/base/check.h"),
    _call("rand", _FREE + r"(?:s?rand|rand_r|[dlm]rand48)\s*\(",
          "use the CSPRNG of shared/base, or a seeded <random> engine in tests"),
    _call("strcpy", _FREE + r"(?:str(?:n?cpy|n?cat)|stpcpy|gets)\s*\(",
          "copy spans with std::copy or std::memcpy"),
    _call("sprintf", _FREE + r"v?sprintf\s*\(", "use std::to_chars, or fmt outside the hot path"),
    _call("strtok", _FREE + r"strtok\s*\(", "cut std::string_view pieces"),
    _call("atoi", _FREE + r"(?:ato(?:i|l|ll|f)|strto(?:l|ul|ll|ull|d))\s*\(",
          "use std::from_chars"),
    _call("inet_ntoa", _FREE + r"inet_(?:ntoa|addr|aton|network)\s*\(",
          "use the address types of shared/net"),
    _call("inet_pton", _FREE + r"inet_(?:ntop|pton)\s*\(",
          "use the address types of shared/net", PROGRAMS),
    _call("gethostby", _FREE + r"gethostby(?:name|addr)2?\s*\(", "use getaddrinfo"),
    _call("strerror", _FREE + r"strerror\s*\(",
          "use std::generic_category().message(errno)"),
    _call("localtime", _FREE + r"(?:localtime|gmtime|ctime|asctime)\s*\(", "use the _r variant"),
    _call("endl", r"\bstd::endl\b", "write '\\n'"),
    # With a constructor that only a factory may call, make_unique cannot help.
    _call("new", r"^(?!.*std::unique_ptr<[^>]*>.*\bnew\b).*?(?<!operator )(?<!::)\bnew\b(?!\s*$)"
          r"|::new\s*\(\s*std::nothrow",
          "use std::make_unique or a container"),
    _call("delete", r"(?<!=\s)(?<!=)(?<!operator )\bdelete\b",
          "let std::unique_ptr or a container own it"),
    _call("malloc", _FREE + r"(?:m|c|re)alloc\s*\(", "use std::vector or std::make_unique"),
    _call("cast-to-struct",
          r"(?<!std::launder\()\breinterpret_cast<(?!(?:const )?(?:unsigned )?char(?: const)?\s*\*>"
          r"|(?:const )?std::(?:uint8_t|byte)\s*\*>|std::uintptr_t>"
          r"|(?:const )?(?:struct )?(?:::)?sockaddr\w*\s*[*&]>)",
          "read fields with the cursors of shared/base, or std::memcpy / std::bit_cast"),
    _call("regex", r"\bstd::regex\b", "parse with the cursors of shared/base"),
    _call("shell", _FREE + r"(?:system|popen)\s*\(", "call the library or kernel interface"),
    _call("throw", r"(?<!\w)throw\b", "return base::Result", PROGRAMS),
    _call("goto", r"(?<!\w)goto\b", "return early or extract a function"),
    _call("std-format",
          r"\bstd::(?:v?format(?:_to)?|print(?:ln)?)\s*\(|\bstd::(?:ranges::)?views::",
          "GCC 12 lacks it: use fmt at the edges, a plain loop otherwise"),
    _call("print", r"\bstd::(?:cout|cerr|clog|wcout)\b|" + _FREE + r"f?(?:printf|puts|putc)\s*\(",
          "return the text, the edge prints it", LIBRARIES,
          ("dns64d/process/", "dns64d/main.cc", "shared/base/check.")),
    _call("exit", _FREE + r"(?:_?exit|_Exit|quick_exit|abort|terminate)\s*\(",
          "return an error, main decides", LIBRARIES, ("dns64d/process/", "shared/base/check.")),
    _call("per-packet-type", r"\bstd::(?:function\b|any\b|shared_ptr<(?!const ))",
          "use a template parameter, a function pointer or an owner with a handle",
          [p for p in PURE if p != "shared/base/"]),
    _call("using-std", r"\busing\s+namespace\s+std\b(?!::)", "write std:: out"),
)
