// SPDX-License-Identifier: Apache-2.0
#include "dns64d/pipeline/locate.h"

#include <gtest/gtest.h>

#include "dns64d/pipeline/zone_of.h"

namespace gate64::dns64d::pipeline {
namespace {

class LocateTest : public ::testing::Test {
  protected:
    LocateTest() {
        settings_.policy_sets.resize(1);
        settings_.local.add_empty_zone(name("lan."));
    }
    static dns::Name name(std::string_view text) { return *dns::Name::parse(text); }
    void alias(std::string_view from, std::string_view to) {
        const dns::Name owner = name(from);
        const dns::Name target = name(to);
        settings_.local.add_record(
            {.owner = owner, .type = dns::rr::cname, .ttl = 60, .rdata = target.wire()});
    }
    Location locate_name(std::string_view text) {
        const dns::Name asked = name(text);
        dns64::Answer answer;
        return locate({.name = asked,
                       .type = dns::rr::aaaa,
                       .flags = {},
                       .settings = &settings_,
                       .policies = settings_.policy_sets.data()},
                      answer);
    }

    model::Settings settings_;
};

TEST_F(LocateTest, AnOrdinaryNameIsItsOwnSource) {
    const Location location = locate_name("www.example.");
    EXPECT_EQ(location.kind, Location::Kind::source);
    EXPECT_EQ(location.name.text(), "www.example.");
    EXPECT_TRUE(location.chain.view().empty());
}

TEST_F(LocateTest, ALocalAliasLeadsOutWithItsChain) {
    alias("a.lan.", "b.lan.");
    alias("b.lan.", "www.example.");
    const Location location = locate_name("a.lan.");
    EXPECT_EQ(location.kind, Location::Kind::source);
    EXPECT_EQ(location.name.text(), "www.example.");
    EXPECT_EQ(location.chain.count(), 2U);
}

TEST(ZoneOf, IsTheLastTwoLabelsAndMoreForReverseNames) {
    const auto zone = [](std::string_view text) {
        const dns::Name name = *dns::Name::parse(text);
        return zone_of(name).text();
    };
    EXPECT_EQ(zone("a.b.victim.example."), "victim.example.");
    EXPECT_EQ(zone("example."), "example.");
    EXPECT_EQ(zone("."), ".");
    EXPECT_EQ(zone("4.3.2.1.in-addr.arpa."), "2.1.in-addr.arpa.");
    EXPECT_EQ(zone("f.e.d.c.b.a.9.8.7.6.5.4.3.2.1.0.ip6.arpa."), "7.6.5.4.3.2.1.0.ip6.arpa.");
}

}  // namespace
}  // namespace gate64::dns64d::pipeline
