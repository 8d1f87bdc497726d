# SPDX-License-Identifier: Apache-2.0
"""Proves that each check can fail: small bad trees, and the finding each must produce."""

import pathlib
import tempfile
import unittest

import rules
import tidy
from source import load

LICENCE = f"// {rules.SPDX}\n"
HEADER = LICENCE + "#pragma once\n\n// What it is.\n"
PYTHON = f"# {rules.SPDX}\n"


class Tree(unittest.TestCase):
    """A throw-away project tree, with the verbs the cases are told in."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = pathlib.Path(holder.name)

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def found(self, compiler=None):
        sources = load(self.root)
        with tempfile.TemporaryDirectory() as cache:
            return tidy.collect(self.root, sources, compiler, cache)

    def rules_broken(self, path, text, compiler=None):
        self.write(path, text)
        return {(f.rule, f.line) for f in self.found(compiler) if f.path == path}

    def assert_flags(self, rule, path, text, line, compiler=None):
        self.assertIn((rule, line), self.rules_broken(path, text, compiler))

    def assert_clean(self, path, text, compiler=None):
        self.assertEqual(set(), self.rules_broken(path, text, compiler))


class Shape(Tree):
    def test_long_file(self):
        text = LICENCE + "int x;\n" * rules.FILE_LINES_MAX
        self.assert_flags("file-length", "dns64d/process/a.cc", text, rules.FILE_LINES_MAX + 1)
        self.assert_clean("dns64d/process/a.cc", text[: -len("int x;\n")])

    def test_long_file_in_other_languages(self):
        line = rules.FILE_LINES_MAX + 1
        self.assert_flags("file-length", "scripts/a.py", PYTHON + "x = 1\n" * 400, line)
        self.assert_flags("file-length", "scripts/a.sh", PYTHON + "x=1\n" * 400, line)

    def test_long_function(self):
        body = "    x();\n" * (rules.FUNCTION_LINES_MAX - 1)
        text = LICENCE + "namespace a {\nvoid f() {\n" + body + "}\n}\n"
        self.assert_flags("function-length", "dns64d/process/a.cc", text, 3)
        shorter = text.replace("    x();\n", "", 1)
        self.assert_clean("dns64d/process/a.cc", shorter)

    def test_long_method_template_and_test_body(self):
        body = "    x();\n" * rules.FUNCTION_LINES_MAX
        for opening in ("template <class T>\nauto S<T>::f(T t) const noexcept -> int {\n",
                        "\nTEST(Suite, Case) {\n", "struct S {\nS() : a_{1} {\n",
                        "struct S {\n[[nodiscard]] constexpr bool operator==(S s) const {\n"):
            with self.subTest(opening=opening):
                text = LICENCE + opening + body + "}\n" + ("};\n" if "struct" in opening else "")
                self.assert_flags("function-length", "dns64d/process/a.cc", text, 3)

    def test_long_function_in_other_languages(self):
        python = PYTHON + "def f():\n" + "    x()\n" * rules.FUNCTION_LINES_MAX
        self.assert_flags("function-length", "scripts/a.py", python, 2)
        shell = "#!/bin/bash\n" + PYTHON + "f() {\n" + "    x\n" * 70 + "}\n"
        self.assert_flags("function-length", "scripts/a.sh", shell, 3)

    def test_lines(self):
        self.assert_flags("line-width", "dns64d/process/a.cc", LICENCE + "/" * 101 + "\n", 2)
        self.assert_flags("line-blank", "dns64d/process/a.cc", LICENCE + "int x; \n", 2)
        self.assert_flags("line-tab", "dns64d/process/a.cc", LICENCE + "\tint x;\n", 2)
        self.assert_clean("dns64d/process/a.cc", LICENCE + "/" * 100 + "\n")

    def test_leftovers(self):
        for marker in ("TO" "DO", "FIX" "ME", "X" "XX"):
            with self.subTest(marker=marker):
                self.assert_flags("leftover", "dns64d/process/a.cc", f"{LICENCE}// {marker}\n", 2)
                self.assert_flags("leftover", "docs/a.md", f"Text\n{marker}: later\n", 2)

    def test_opening(self):
        self.assert_flags("spdx", "dns64d/process/a.cc", "int x;\n", 1)
        self.assert_flags("spdx", "scripts/a.sh", "#!/usr/bin/env bash\nx\n", 2)
        self.assert_flags("pragma-once", "dns64d/process/a.h", LICENCE + "int x;\n", 2)
        self.assert_flags("header-paragraph", "dns64d/process/a.h",
                          LICENCE + "#pragma once\n#include <span>\n", 3)
        self.assert_clean("dns64d/process/a.h", HEADER)

    def test_nolint(self):
        path = "dns64d/process/a.cc"
        self.assert_flags("nolint", path, LICENCE + "int x;  // NOLINT\n", 2)
        self.assert_clean(path, LICENCE + "int x;  // NOLINT(bugprone-x): the API wants it\n")


class Calls(Tree):
    BANNED = {
        "assert": "assert(x);",
        "rand": "int x = std::rand();",
        "strcpy": "strcpy(a, b);",
        "sprintf": "sprintf(a, b);",
        "strtok": "strtok(a, b);",
        "atoi": "atoi(a);",
        "inet_ntoa": "::inet_ntoa(a);",
        "inet_pton": "inet_pton(AF_INET, a, b);",
        "gethostby": "gethostbyname(a);",
        "strerror": "std::strerror(errno);",
        "localtime": "std::localtime(&t);",
        "endl": "out << std::endl;",
        "new": "auto* p = new Thing;",
        "delete": "delete p;",
        "malloc": "std::malloc(3);",
        "cast-to-struct": "auto* h = reinterpret_cast<const Header*>(p);",
        "regex": "std::regex r;",
        "shell": "system(x);",
        "throw": "throw 1;",
        "goto": "goto end;",
        "std-format": "std::format(x);",
        "print": "std::cout << 1;",
        "exit": "std::exit(1);",
        "per-packet-type": "std::function<void()> f;",
        "using-std": "using namespace std;",
    }
    PATH = "dns64d/cache/a.cc"

    def test_every_banned_call_is_flagged(self):
        self.assertEqual({rule.rule for rule in rules.CALLS}, set(self.BANNED))
        for rule, code in self.BANNED.items():
            with self.subTest(rule=rule):
                self.assert_flags(rule, self.PATH, f"{LICENCE}\nvoid f() {{\n    {code}\n}}\n", 4)

    def test_comments_and_literals_are_not_code(self):
        for code in ("// std::rand() new x", "/* delete p;\n throw 1; */", 'x("throw new");',
                     'auto s = R"(std::endl;\n"rand()")";', "auto n = 1'000; f('\"', \"new\");"):
            with self.subTest(code=code):
                broken = self.rules_broken(self.PATH, f"{LICENCE}{code}\n")
                self.assertEqual({"untested"}, {rule for rule, _ in broken})

    def test_look_alikes_are_not_flagged(self):
        for code in ("static_assert(true);", "S(const S&) = delete;", "rng.rand();", "strand(1);",
                     "std::launder(reinterpret_cast<T*>(p));", "::new (p) T;", "my_system(1);",
                     "reinterpret_cast<const char*>(p);", "x.exit();", "renewed = 1;",
                     "using namespace std::chrono_literals;", "ctx->abort();",
                     "std::shared_ptr<const Settings> settings;",
                     "return std::unique_ptr<Thing>(new Thing(1));"):
            with self.subTest(code=code):
                broken = self.rules_broken(self.PATH, f"{LICENCE}{code}\n")
                self.assertEqual({"untested"}, {rule for rule, _ in broken})

    def test_edges_may_print_and_exit(self):
        self.assert_clean("dns64d/process/a.cc", LICENCE + "std::cout << 1; std::exit(1);\n")


class Includes(Tree):
    FORBIDDEN = {
        "include-liburing": ("dns64d/shard/a.cc", "<liburing.h>"),
        "include-openssl": ("dns64d/io/a.cc", "<openssl/ssl.h>"),
        "include-nghttp2": ("dns64d/transport/a.cc", "<nghttp2/nghttp2.h>"),
        "include-libnl": ("dns64d/process/a.cc", "<netlink/netlink.h>"),
        "include-netlink": ("dns64d/shard/a.cc", "<linux/rtnetlink.h>"),
        "include-ldns": ("shared/dns/a.cc", "<ldns/ldns.h>"),
        "include-toml": ("dns64d/process/a.cc", "<toml++/toml.h>"),
        "include-cli11": ("dns64d/control/a.cc", "<CLI/CLI.hpp>"),
        "include-spdlog": ("dns64d/shard/a.cc", "<spdlog/spdlog.h>"),
        "include-microhttpd": ("dns64d/metrics/a.cc", "<microhttpd.h>"),
        "include-libkmod": ("nat64ctl/plan/a.cc", "<libkmod.h>"),
        "include-netfilter": ("nat64ctl/plan/a.cc", "<libmnl/libmnl.h>"),
        "include-systemd": ("dns64d/shard/a.cc", "<systemd/sd-daemon.h>"),
        "include-json": ("dns64d/metrics/a.cc", "<nlohmann/json.hpp>"),
        "include-fmt": ("dns64d/pipeline/a.cc", "<fmt/format.h>"),
        "include-system": ("dns64d/pipeline/a.cc", "<sys/socket.h>"),
        "include-stream": ("shared/dns/a.cc", "<iostream>"),
        "include-lock": ("dns64d/shard/a.cc", "<mutex>"),
        "include-regex": ("dns64d/process/a.cc", "<regex>"),
        "include-ranges": ("tests/unit/base/a.cc", "<format>"),
        "include-cassert": ("dns64d/io/a.cc", "<cassert>"),
    }

    def test_every_forbidden_header_is_flagged(self):
        self.assertEqual({rule.rule for rule in rules.HEADERS}, set(self.FORBIDDEN))
        for rule, (path, header) in self.FORBIDDEN.items():
            with self.subTest(rule=rule):
                self.assert_flags(rule, path, f"{LICENCE}#include {header}\n", 2)

    def test_allowed_where_the_table_says(self):
        self.assert_clean("dns64d/io/a.cc", LICENCE + "#include <liburing.h>\n")
        self.assert_clean("dns64d/process/a.cc", LICENCE + "#include <sys/socket.h>\n")

    def test_layers(self):
        up = LICENCE + '#include "dns64d/shard/shard.h"\n'
        self.assert_flags("layer", "dns64d/pipeline/a.cc", up, 2)
        self.assert_flags("layer", "shared/base/a.h",
                          HEADER + '#include "shared/dns/name.h"\n', 5)
        self.assert_flags("layer", "dns64d/dns64/b.cc",
                          LICENCE + '#include "dns64d/cache/cache.h"\n', 2)
        self.assert_flags("layer", "dns64d/fresh/a.cc", LICENCE, 1)
        self.assert_clean("dns64d/control/a.cc", up)
        self.assert_clean("tests/blackbox/a.cc", up)

    def test_include_form(self):
        path = "dns64d/process/a.cc"
        self.assert_flags("include-form", path, LICENCE + '#include "b.h"\n', 2)
        self.assert_flags("include-form", path, LICENCE + "#include <dns64d/process/b.h>\n", 2)

    def test_link_graph(self):
        path = "dns64d/cache/CMakeLists.txt"
        self.assert_flags("link-graph", path, "gate64_library(cache DEPS gate64_io)\n", 1)
        self.assert_clean(path, "gate64_library(cache DEPS gate64_model fmt::fmt)\n")


class Coverage(Tree):
    def test_source_without_a_test(self):
        self.assert_flags("untested", "shared/net/acl.cc", LICENCE, 1)

    def test_source_with_a_test_of_its_name_or_header(self):
        self.write("tests/unit/net/acl_order_test.cc", LICENCE)
        self.assert_clean("shared/net/acl.cc", LICENCE)
        self.write("tests/unit/net/x_test.cc", LICENCE + '#include "shared/net/table.h"\n')
        self.assert_clean("shared/net/table_walk.cc", LICENCE + '#include "shared/net/table.h"\n')

    def test_private_part_is_tested_through_its_user(self):
        low = LICENCE + '#include "shared/net/low.h"\n'
        self.write("tests/unit/net/high_test.cc", LICENCE)
        self.assert_flags("untested", "shared/net/low.cc", low, 1)
        self.write("shared/net/high.cc", LICENCE + '#include "shared/net/high.h"\n' + low)
        self.assert_clean("shared/net/low.cc", low)
        self.write("shared/dns/user.cc", low)
        self.assert_flags("untested", "shared/net/low.cc", low, 1)

    def test_edges_need_none(self):
        self.assert_clean("dns64d/process/a.cc", LICENCE)


class Headers(Tree):
    def test_header_that_needs_another_first(self):
        bad = HEADER + "inline std::string f() { return {}; }\n"
        self.assert_flags("header-alone", "dns64d/process/a.h", bad, 5, "g++")
        self.assert_clean("dns64d/process/a.h", HEADER + "#include <string>\n" + bad[-38:], "g++")

    def test_cache_sees_a_change_below(self):
        low, high = "dns64d/process/low.h", "dns64d/process/high.h"
        self.write(low, HEADER + "#include <string>\n")
        self.write(high, HEADER + f'#include "{low}"\ninline std::string s;\n')
        with tempfile.TemporaryDirectory() as cache:
            self.assertEqual([], tidy.collect(self.root, load(self.root), "g++", cache))
            self.write(low, HEADER)
            found = tidy.collect(self.root, load(self.root), "g++", cache)
        self.assertEqual([(high, "header-alone")], [(f.path, f.rule) for f in found])


class Exceptions(Tree):
    def test_listed_finding_is_dropped_others_stay(self):
        self.write("dns64d/process/a.cc", LICENCE + "\tint x; \n")
        row = '[[exception]]\npath = "dns64d/process/a.cc"\nrule = "line-tab"\nreason = "why"\n'
        kept = tidy.apply_exceptions(self.found(), row)
        self.assertEqual(["line-blank"], [f.rule for f in kept])

    def test_unused_or_unreasoned_row_is_an_error(self):
        unused = '[[exception]]\npath = "a"\nrule = "b"\nreason = "c"\n'
        self.assertEqual(["exceptions"], [f.rule for f in tidy.apply_exceptions([], unused)])
        bare = unused.replace('reason = "c"\n', "")
        self.assertEqual(["exceptions"], [f.rule for f in tidy.apply_exceptions([], bare)])

    def test_form_of_a_finding(self):
        self.write("dns64d/process/a.cc", LICENCE + "\tint x;\n")
        self.assertEqual("dns64d/process/a.cc:2: error: a tab; indent with spaces [line-tab]",
                         str(self.found()[0]))


if __name__ == "__main__":
    unittest.main()
