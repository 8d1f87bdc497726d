// SPDX-License-Identifier: Apache-2.0
#include "dns64d/model/settings.h"

#include <gtest/gtest.h>

#include "dns64d/model/empty_soa.h"

namespace gate64::dns64d::model {
namespace {

dns::Name name(std::string_view text) {
    return dns::Name::parse(text).value();
}

TEST(Settings, TheMostSpecificUpstreamServes) {
    Settings settings;
    EXPECT_EQ(settings.upstream_for(name("www.example.")), nullptr);
    for (const auto* zone : {".", "example.", "corp.example."}) {
        settings.upstreams.emplace_back().zone = name(zone);
        EXPECT_TRUE(settings.upstream_zones.insert(
            name(zone), static_cast<std::uint16_t>(settings.upstreams.size() - 1)));
    }
    EXPECT_EQ(settings.upstream_for(name("a.CORP.example.")), &settings.upstreams[2]);
    EXPECT_EQ(settings.upstream_for(name("corp.example.")), &settings.upstreams[2]);
    EXPECT_EQ(settings.upstream_for(name("xcorp.example.")), &settings.upstreams[1]);
    EXPECT_EQ(settings.upstream_for(name("com.")), &settings.upstreams[0]);
    EXPECT_EQ(settings.upstream_for(name(".")), &settings.upstreams[0]);
}

TEST(Settings, NameRules) {
    Settings settings;
    EXPECT_EQ(settings.mode_of(name("www.example.")), NameMode::normal);
    EXPECT_TRUE(settings.name_rules.insert(name("example."), NameMode::never));
    EXPECT_TRUE(settings.name_rules.insert(name("v6.example."), NameMode::always));
    EXPECT_FALSE(settings.name_rules.insert(name("EXAMPLE."), NameMode::always));
    EXPECT_EQ(settings.mode_of(name("www.Example.")), NameMode::never);
    EXPECT_EQ(settings.mode_of(name("a.b.v6.example.")), NameMode::always);
    EXPECT_EQ(settings.mode_of(name("example.net.")), NameMode::normal);
}

TEST(ZoneMap, MatchesAreSuffixesOfTheQuestion) {
    ZoneMap<int> map;
    EXPECT_TRUE(map.empty());
    EXPECT_TRUE(map.insert(name("example."), 1));
    const dns::Name asked = name("a.b.EXAMPLE.");
    const auto match = map.find(asked);
    ASSERT_TRUE(match.has_value());
    EXPECT_EQ(match->zone.text(), "EXAMPLE.");
    EXPECT_EQ(*match->value, 1);
    EXPECT_EQ(map.find_exact(asked), nullptr);
    ASSERT_NE(map.find_exact(name("Example.")), nullptr);
    EXPECT_FALSE(map.find(name("example.com.")).has_value());
}

TEST(EmptySoa, HasTheCustomaryNumbers) {
    const dns::Name apex = name("10.in-addr.arpa.");
    const EmptySoa soa(apex, 600);
    base::ByteReader reader(soa.rdata());
    EXPECT_EQ(dns::Name::read(reader).text(), "10.in-addr.arpa.");
    EXPECT_EQ(dns::Name::read(reader).text(), "nobody.invalid.");
    EXPECT_EQ(reader.u32(), 1U);
    EXPECT_EQ(reader.u32(), 3600U);
    EXPECT_EQ(reader.u32(), 1200U);
    EXPECT_EQ(reader.u32(), 604800U);
    EXPECT_EQ(reader.u32(), 600U);
    EXPECT_TRUE(reader.ok() && reader.at_end());
}

TEST(EmptySoa, TakesTheLongestName) {
    const std::string label(63, 'a');
    const dns::Name longest = name(label + "." + label + "." + label + "." + std::string(61, 'b'));
    EXPECT_EQ(longest.wire().size(), dns::name_bytes_max);
    EXPECT_EQ(EmptySoa(longest, 1).rdata().size(), dns::name_bytes_max + 16 + 20);
}

}  // namespace
}  // namespace gate64::dns64d::model
