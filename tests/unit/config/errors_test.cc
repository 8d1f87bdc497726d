// SPDX-License-Identifier: Apache-2.0
// Where each kind of error is told, to the column, and that all are told at once.
#include <gtest/gtest.h>

#include "shared/config/validate.h"
#include "shared/config/walk.h"
#include "tests/unit/config/support.h"

namespace gate64::config {
namespace {

using test::errors_of;
using Errors = std::vector<std::string>;

TEST(Errors, AllAtOnceInTheOrderOfTheFile) {
    const auto config = parse(R"([dns64d]
lisen = ["[::]:53"]
shards = "4"
[cash]
size = 1
[[upstream]]
servers = ["192.0.2.53", "x"]
trust-ad = true
[[dns64]]
prefix = "2001:db8::/97"
[[name]]
zone = "a..b"
[nat64]
instance = "a b"
)",
                              "dir/gate64.toml");
    ASSERT_FALSE(config);
    std::string places;
    for (const Diagnostic& error : config.error()) {
        EXPECT_EQ(error.file, "dir/gate64.toml");
        places += std::to_string(error.line) + ':' + std::to_string(error.col) + ' ';
    }
    EXPECT_EQ(places, "2:1 3:10 4:2 7:26 8:1 10:10 11:1 12:8 14:12 ") << to_text(config.error());
    EXPECT_TRUE(to_text(config.error())
                    .starts_with("dir/gate64.toml:2:1: unknown key \"lisen\" in [dns64d] (did you "
                                 "mean \"listen\"?)\n"));
}

TEST(Errors, UnknownKeysAndSections) {
    EXPECT_EQ(errors_of("[dns64d]\nlistn = 1\n"),
              Errors{"2:1: unknown key \"listn\" in [dns64d] (did you mean \"listen\"?)"});
    EXPECT_EQ(errors_of("[dns64d]\nservers = [\"192.0.2.1\"]\n"),
              Errors{"2:1: unknown key \"servers\" in [dns64d] (it belongs in [[upstream]])"});
    EXPECT_EQ(errors_of("[dns64d]\nbanana = 1\n"),
              Errors{"2:1: unknown key \"banana\" in [dns64d]"});
    EXPECT_EQ(errors_of("shards = 1\n"),
              Errors{"1:1: unknown key \"shards\" (it belongs in [dns64d])"});
    EXPECT_EQ(errors_of("[cach]\nsize = 1\n"),
              Errors{"1:2: unknown section \"cach\" (did you mean [cache]?)"});
    EXPECT_EQ(errors_of("[[dns65]]\n"),
              Errors{"1:3: unknown key \"dns65\" (did you mean [[dns64]]?)"});
    EXPECT_EQ(errors_of("[nat64]\npool6=\"64:ff9b::/96\"\n[[nat64.pol4]]\n").size(), 1U);
    EXPECT_EQ(errors_of("[nat64]\npool6=\"64:ff9b::/96\"\n[nat64.settings]\nudp_timeout = 1\n"),
              Errors{"4:1: unknown key \"udp_timeout\" in [nat64.settings] (did you mean "
                     "\"udp-timeout\"?)"});
}

TEST(Errors, SectionForms) {
    EXPECT_EQ(errors_of("[upstream]\nservers = [\"192.0.2.1\"]\n"),
              Errors{"1:2: upstream is a list of sections (write [[upstream]])"});
    EXPECT_EQ(errors_of("[[cache]]\n"),
              Errors{"1:3: cache is a section that stands once (write [cache])"});
    EXPECT_EQ(errors_of("cache = 1\n"),
              Errors{"1:1: cache is a section that stands once (write [cache])"});
    EXPECT_EQ(errors_of("dns64 = [1]\n"),
              Errors{"1:1: dns64 is a list of sections (write [[dns64]])"});
    EXPECT_EQ(errors_of("[nat64]\npool6=\"64:ff9b::/96\"\n[nat64.pool4]\n"),
              Errors{"3:8: nat64.pool4 is a list of sections (write [[nat64.pool4]])"});
}

TEST(Errors, WhatThisVersionDoesNotHave) {
    EXPECT_EQ(errors_of("[cache]\n[[tls]]\ndot = [\"[::]:853\"]\n"),
              Errors{"2:3: tls: not available in this version (remove the section)"});
    EXPECT_EQ(errors_of("[dnssec]\nvalidate = true\n"),
              Errors{"1:2: dnssec: not available in this version (remove the section)"});
}

TEST(Errors, MissingKeys) {
    EXPECT_EQ(errors_of("[[name]]\nzone = \"a\"\n"),
              Errors{"1:1: [[name]] needs dns64 (for example dns64 = \"never\")"});
    EXPECT_EQ(errors_of("\n[[name]]\n").size(), 2U);
    EXPECT_EQ(errors_of("[nat64]\npool6=\"64:ff9b::/96\"\n[[nat64.pool4]]\n"),
              Errors{"3:1: [[nat64.pool4]] needs address (for example address = \"192.0.2.1\")"});
    EXPECT_EQ(errors_of("[[upstream]]\nzone = \"a\"\n"),
              Errors{"1:1: servers: a block with a zone needs servers"});
    EXPECT_EQ(errors_of("[[local]]\nname = \"a\"\n"),
              Errors{"1:1: [[local]] needs a name with a or aaaa, or a file"});
    EXPECT_EQ(errors_of("[[local]]\na = [\"192.0.2.1\"]\n"),
              Errors{"1:1: name: addresses need the name they belong to"});
}

TEST(Errors, Twice) {
    EXPECT_EQ(errors_of("[dns64d]\nlisten = [\"127.0.0.1\",\n  \"127.0.0.1:53\"]\n"),
              Errors{"3:3: listen: 127.0.0.1:53 stands twice, first on line 2"});
    EXPECT_EQ(errors_of("[[upstream]]\nservers = [\"192.0.2.1\", \"192.0.2.1:53\"]\n"),
              Errors{"2:25: servers: 192.0.2.1:53 stands twice, first on line 2"});
    EXPECT_EQ(errors_of("[[upstream]]\n[[upstream]]\n"),
              Errors{"2:1: upstream: two blocks without a zone, first on line 1 (put all servers "
                     "into one block)"});
    EXPECT_EQ(errors_of("[[upstream]]\nzone=\"a.\"\nservers=[\"192.0.2.1\"]\n"
                        "[[upstream]]\nzone=\"A\"\nservers=[\"192.0.2.2\"]\n"),
              Errors{"5:6: zone: two [[upstream]] blocks for a., first on line 2 (put all servers "
                     "into one block)"});
    EXPECT_EQ(errors_of("[[name]]\nzone=\"a\"\ndns64=\"never\"\n"
                        "[[name]]\nzone=\"A.\"\ndns64=\"always\"\n"),
              Errors{"5:6: zone: two [[name]] rules for a., first on line 2"});
    EXPECT_EQ(errors_of("[[local]]\nname=\"a\"\na=[\"192.0.2.1\"]\n"
                        "[[local]]\nname=\"a\"\na=[\"192.0.2.2\"]\n"),
              Errors{"5:6: name: two [[local]] blocks for a., first on line 2"});
}

TEST(Errors, OurselvesAsUpstream) {
    EXPECT_EQ(errors_of("[[upstream]]\nservers = [\"127.0.0.1\"]\n"),
              Errors{"2:12: servers: 127.0.0.1:53 is dns64d itself, which listens on 0.0.0.0:53"});
    EXPECT_EQ(errors_of("[[upstream]]\nservers = [\"::1\"]\n"),
              Errors{"2:12: servers: [::1]:53 is dns64d itself, which listens on [::]:53"});
    EXPECT_EQ(errors_of("[dns64d]\nlisten=[\"192.0.2.1\"]\n"
                        "[[upstream]]\nservers = [\"192.0.2.1\"]\n")
                  .size(),
              1U);
    EXPECT_TRUE(errors_of("[[upstream]]\nservers = [\"127.0.0.1:5353\"]\n").empty());
    EXPECT_TRUE(errors_of("[dns64d]\nlisten=[\"[::]:53\"]\n"
                          "[[upstream]]\nservers = [\"127.0.0.1\"]\n")
                    .empty());
}

TEST(Errors, MetricsOnAListenAddress) {
    EXPECT_EQ(errors_of("[dns64d]\nlisten=[\"127.0.0.1:80\"]\nmetrics=\"127.0.0.1:80\"\n"),
              Errors{"2:9: listen: 127.0.0.1:80 is also the address of metrics"});
}

TEST(Errors, PrefixAndSuffix) {
    EXPECT_EQ(errors_of("[[dns64]]\nprefix = \"2001:db8:0:0:100::/96\"\n").size(), 1U);
    const Errors suffix =
        errors_of("[[dns64]]\nprefix = \"2001:db8::/64\"\nsuffix = \"::1:0:0\"\n");
    ASSERT_EQ(suffix.size(), 1U);
    EXPECT_TRUE(suffix[0].starts_with("3:10: suffix: the suffix ::1:0:0 overlaps")) << suffix[0];
    EXPECT_EQ(errors_of("[[dns64]]\nsuffix = \"::1\"\n").size(), 1U);
    EXPECT_EQ(errors_of("[[dns64]]\nprefix = \"64:ff9b::/64\"\n"),
              Errors{"2:10: prefix: 64:ff9b::/64 overlaps the well-known prefix, which is used as "
                     "64:ff9b::/96 only (RFC 6052 2.1)"});
    EXPECT_EQ(errors_of("[[dns64]]\nprefix = \"::ffff:0:0/96\"\n"),
              Errors{"2:10: prefix: " + net::IpPrefix(net::Ipv4Prefix()).v6().text() +
                     " overlaps the IPv4-mapped addresses"});
}

TEST(Errors, Pool6) {
    EXPECT_EQ(errors_of("[[dns64]]\n[nat64]\npool6 = \"2001:db8::/96\"\n"),
              Errors{"3:9: pool6: 2001:db8::/96 differs from every [[dns64]] prefix: 64:ff9b::/96 "
                     "(leave it out to take the one [[dns64]] prefix)"});
    EXPECT_EQ(errors_of("[nat64]\n"),
              Errors{"1:2: pool6: needed, since there is no [[dns64]] to take it of"});
    EXPECT_EQ(errors_of("[[dns64]]\n[[dns64]]\nprefix=\"2001:db8::/96\"\n[nat64]\n"),
              Errors{"4:2: pool6: needed, since the [[dns64]] prefixes differ"});
    EXPECT_TRUE(errors_of("[[dns64]]\n[[dns64]]\nclients=[\"none\"]\n[nat64]\n").empty());
    EXPECT_EQ(errors_of("[nat64]\npool6 = \"2001:db8::/97\"\n").size(), 1U);
}

TEST(Errors, AWrongPrefixIsToldOnce) {
    EXPECT_EQ(errors_of("[[dns64]]\nprefix = \"x\"\n[nat64]\n").size(), 1U);
    EXPECT_EQ(errors_of("[[dns64]]\nprefix = \"x\"\n[nat64]\npool6=\"2001:db8::/96\"\n").size(),
              1U);
    EXPECT_EQ(errors_of("[[dns64]]\n[nat64]\npool6=1\n").size(), 1U);
}

TEST(Errors, Pool4AndBindings) {
    const std::string head = "[[dns64]]\n[nat64]\n";
    EXPECT_EQ(errors_of(head + "[[nat64.pool4]]\naddress=\"192.0.2.1\"\n"
                               "[[nat64.pool4]]\naddress=\"192.0.2.0/24\"\nports=\"65535\"\n"),
              Errors{"6:9: address: ports of 192.0.2.0/24 stand in two [[nat64.pool4]] entries, "
                     "first on line 4"});
    EXPECT_TRUE(errors_of(head + "[[nat64.pool4]]\naddress=\"192.0.2.1\"\n"
                                 "[[nat64.pool4]]\naddress=\"192.0.2.1\"\nmark=1\n")
                    .empty());
    EXPECT_TRUE(errors_of(head + "[[nat64.pool4]]\naddress=\"192.0.2.1\"\nprotocols=[\"tcp\"]\n"
                                 "[[nat64.pool4]]\naddress=\"192.0.2.1\"\nprotocols=[\"udp\"]\n")
                    .empty());
    const std::string pool = head + "[[nat64.pool4]]\naddress=\"192.0.2.1\"\n";
    const std::string bib = "[[nat64.bib]]\nprotocol=\"tcp\"\nipv6=\"[2001:db8::80]:443\"\n";
    EXPECT_EQ(errors_of(pool + bib + "ipv4=\"192.0.2.2:443\"\n"),
              Errors{"8:6: ipv4: 192.0.2.2:443 is no address of [[nat64.pool4]]"});
    EXPECT_EQ(errors_of(pool + bib + "ipv4=\"192.0.2.1:443\"\n" + bib + "ipv4=\"192.0.2.1:444\"\n"),
              Errors{"11:6: ipv6: [2001:db8::80]:443 is bound twice for tcp"});
    EXPECT_EQ(errors_of(pool + "[[nat64.bib]]\nprotocol=\"udp\"\nipv6=\"[64:ff9b::1]:53\"\n"
                               "ipv4=\"192.0.2.1:53\"\n"),
              Errors{"7:6: ipv6: [64:ff9b::1]:53 is inside pool6, so it is no IPv6 service"});
}

TEST(Errors, TooManyEntries) {
    std::string text = "[[upstream]]\nservers = [";
    for (int i = 0; i < 65; ++i)
        text += "\"192.0.2." + std::to_string(i + 1) + "\", ";
    EXPECT_EQ(errors_of(text + "]\n"), Errors{"2:11: servers: more than 64 entries"});
    text = "[[dns64]]\n[nat64]\n";
    for (int i = 0; i < 1025; ++i)
        text += "[[nat64.pool4]]\naddress = \"192.0.2.1\"\n";
    EXPECT_EQ(errors_of(text), Errors{"2051:1: more than 1024 [[nat64.pool4]] entries"});
}

}  // namespace
}  // namespace gate64::config
