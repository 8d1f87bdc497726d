// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/zone_file.h"

#include <gtest/gtest.h>

namespace gate64::dns64d::process {
namespace {

base::Result<void> add(model::LocalData& data, std::string_view text,
                       std::string_view origin = "lan.") {
    return add_zone_text(data, text, *dns::Name::parse(origin));
}

TEST(ZoneFile, ReadsRelativeNamesDirectivesAndContinuationLines) {
    model::LocalData data;
    ASSERT_TRUE(add(data,
                    "$TTL 600\n@ SOA ns root (1 2 3\n 4 60)\n  NS ns\n"
                    "host A 192.0.2.11\n     AAAA 2001:db8::11\n"));
    const auto found = data.find(*dns::Name::parse("host.lan."), dns::rr::a);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->outcome.kind, model::OutcomeKind::answer);
    EXPECT_EQ((*found->outcome.records.view().begin()).ttl, 600U);
}

TEST(ZoneFile, AliasOutOfTheZoneSaysWhereToGoOn) {
    model::LocalData data;
    ASSERT_TRUE(add(data, "@ 60 SOA ns root 1 2 3 4 60\next 60 CNAME www.example.\n"));
    const auto found = data.find(*dns::Name::parse("ext.lan."), dns::rr::aaaa);
    ASSERT_TRUE(found);
    ASSERT_TRUE(found->outside);
    EXPECT_EQ(found->outside->text(), "www.example.");
}

TEST(ZoneFile, WithoutSoaTheNameIsTheApex) {
    model::LocalData data;
    ASSERT_TRUE(add(data, "host 60 A 192.0.2.11\n"));
    EXPECT_TRUE(data.covers(*dns::Name::parse("other.lan.")));
    model::LocalData nameless;
    const auto added = add(nameless, "host.lan. 60 A 192.0.2.11\n", ".");
    ASSERT_FALSE(added);
    EXPECT_NE(added.error().message.find("`name`"), std::string::npos);
}

struct BadZone {
    std::string_view text;
    std::string_view expected;  ///< part of the message
};

class BadZones : public ::testing::TestWithParam<BadZone> {};

TEST_P(BadZones, AreRefusedWithASentence) {
    model::LocalData data;
    const auto added = add(data, GetParam().text);
    ASSERT_FALSE(added);
    EXPECT_NE(added.error().message.find(GetParam().expected), std::string::npos)
        << added.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, BadZones,
    ::testing::Values(BadZone{"host 60 A 192.0.2.300\n", "line 1"},
                      BadZone{"a 60 A 192.0.2.1\nhost 60 NOSUCH x\n", "line 2"},
                      BadZone{"$INCLUDE /etc/passwd\n", "$INCLUDE"},
                      BadZone{"host.other. 60 A 192.0.2.1\n", "outside the zone"},
                      BadZone{"@ 60 SOA ns root 1 2 3 4 60\n@ 60 SOA ns root 1 2 3 4 60\n",
                              "second SOA"},
                      BadZone{"host 60 CH TXT \"x\"\n", "class IN"}));

}  // namespace
}  // namespace gate64::dns64d::process
