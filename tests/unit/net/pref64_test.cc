// SPDX-License-Identifier: Apache-2.0
#include "shared/net/pref64.h"

#include <gtest/gtest.h>

#include <random>

namespace gate64::net {
namespace {

Pref64 pref64(std::string_view prefix, std::string_view suffix = "::") {
    return Pref64::make(Ipv6Prefix::parse(prefix).value(), *Ipv6Address::parse(suffix)).value();
}

std::string refusal(std::string_view prefix, std::string_view suffix = "::") {
    const auto made = Pref64::make(Ipv6Prefix::parse(prefix).value(), *Ipv6Address::parse(suffix));
    return made ? "accepted" : made.error().message;
}

struct Vector {
    const char* prefix;
    const char* v4;
    const char* v6;
};

// RFC 6052 2.4 for 192.0.2.33; the others were computed independently.
constexpr Vector vectors[] = {
    {"2001:db8::/32", "192.0.2.33", "2001:db8:c000:221::"},
    {"2001:db8:100::/40", "192.0.2.33", "2001:db8:1c0:2:21::"},
    {"2001:db8:122::/48", "192.0.2.33", "2001:db8:122:c000:2:2100::"},
    {"2001:db8:122:300::/56", "192.0.2.33", "2001:db8:122:3c0:0:221::"},
    {"2001:db8:122:344::/64", "192.0.2.33", "2001:db8:122:344:c0:2:2100::"},
    {"2001:db8:122:344::/96", "192.0.2.33", "2001:db8:122:344::192.0.2.33"},
    {"64:ff9b::/96", "192.0.2.33", "64:ff9b::192.0.2.33"},
    {"2001:db8::/32", "198.51.100.7", "2001:db8:c633:6407::"},
    {"2001:db8:4000::/40", "198.51.100.7", "2001:db8:40c6:3364:7::"},
    {"2001:db8:48::/48", "198.51.100.7", "2001:db8:48:c633:64:700::"},
    {"2001:db8:56:5600::/56", "198.51.100.7", "2001:db8:56:56c6:33:6407::"},
    {"2001:db8:64:6464::/64", "198.51.100.7", "2001:db8:64:6464:c6:3364:700:0"},
    {"2001:db8:96::/96", "198.51.100.7", "2001:db8:96::c633:6407"},
    {"64:ff9b::/96", "198.51.100.7", "64:ff9b::c633:6407"},
    {"64:ff9b:1:fffe::/96", "198.51.100.7", "64:ff9b:1:fffe::c633:6407"},
    {"2001:db8::/32", "192.0.0.170", "2001:db8:c000:aa::"},
    {"2001:db8:4000::/40", "192.0.0.170", "2001:db8:40c0:0:aa::"},
    {"2001:db8:48::/48", "192.0.0.170", "2001:db8:48:c000:0:aa00::"},
    {"2001:db8:56:5600::/56", "192.0.0.170", "2001:db8:56:56c0:0:aa::"},
    {"2001:db8:64:6464::/64", "192.0.0.170", "2001:db8:64:6464:c0:0:aa00:0"},
    {"2001:db8:96::/96", "192.0.0.170", "2001:db8:96::c000:aa"},
    {"64:ff9b:1:fffe::/96", "192.0.0.171", "64:ff9b:1:fffe::c000:ab"},
};

TEST(Pref64, MatchesTheVectors) {
    for (const Vector& vector : vectors) {
        const Pref64 prefix = pref64(vector.prefix);
        const Ipv4Address v4 = *Ipv4Address::parse(vector.v4);
        EXPECT_EQ(prefix.embed(v4), *Ipv6Address::parse(vector.v6)) << vector.prefix;
        EXPECT_EQ(prefix.extract(*Ipv6Address::parse(vector.v6)), v4) << vector.prefix;
    }
}

Ipv6Address random_address(std::mt19937& random) {
    Ipv6Address::Octets octets{};
    for (auto& octet : octets)
        octet = static_cast<std::uint8_t>(random());
    return Ipv6Address(octets);
}

/// The free octets of `length`, written down once more on their own: RFC 6052 2.2, the table.
Ipv6Address suffix_of(unsigned length, Ipv6Address::Octets octets) {
    const std::size_t first = length == 32   ? 9
                              : length == 40 ? 10
                              : length == 48 ? 11
                              : length == 56 ? 12
                              : length == 64 ? 13
                                             : 16;
    for (std::size_t i = 0; i < first; ++i)
        octets[i] = 0;
    return Ipv6Address(octets);
}

TEST(Pref64, TenThousandRandomRoundTripsALength) {
    std::mt19937 random(64);
    for (unsigned length : pref64_lengths) {
        for (int i = 0; i < 10'000; ++i) {
            Ipv6Address::Octets octets = random_address(random).octets();
            octets[8] = 0;
            const Ipv6Prefix prefix(Ipv6Address(octets), length);
            const Ipv6Address suffix = suffix_of(length, random_address(random).octets());
            const auto made = Pref64::make(prefix, suffix);
            ASSERT_TRUE(made.has_value()) << made.error().message;
            const Ipv4Address v4(static_cast<std::uint32_t>(random()));
            const Ipv6Address v6 = made->embed(v4);
            ASSERT_EQ(made->extract(v6), v4);
            ASSERT_TRUE(prefix.contains(v6));
            ASSERT_EQ(v6[8], 0U);
            ASSERT_EQ(suffix_of(length, v6.octets()), suffix);
            ASSERT_EQ(pref64(prefix.text()).extract(v6), v4);  // receivers ignore the suffix
        }
    }
}

TEST(Pref64, ExtractRefusesOtherAddresses) {
    const Pref64 prefix = pref64("2001:db8:48::/48");
    EXPECT_FALSE(prefix.extract(*Ipv6Address::parse("2001:db8:49:c633:64:700::")));
    EXPECT_FALSE(prefix.extract(*Ipv6Address::parse("2001:db8:48:c633:164:700::")));
    EXPECT_FALSE(Pref64().extract(*Ipv6Address::parse("64:ff9b:1::c000:221")));
}

TEST(Pref64, RefusesOtherLengths) {
    for (unsigned length = 0; length <= 128; ++length) {
        const bool legal = length == 32 || length == 40 || length == 48 || length == 56 ||
                           length == 64 || length == 96;
        const auto made = Pref64::make(Ipv6Prefix(*Ipv6Address::parse("2001:db8::"), length));
        EXPECT_EQ(made.has_value(), legal) << length;
    }
    EXPECT_NE(refusal("2001:db8::/33").find("/96"), std::string::npos);
}

TEST(Pref64, RefusesAUOctetThatIsNotZero) {
    EXPECT_NE(refusal("2001:db8:1:2:100::/96").find("64 to 71"), std::string::npos);
    EXPECT_EQ(refusal("2001:db8:1:2:1::/96"), "accepted");
}

TEST(Pref64, RefusesSuffixesThatOverlap) {
    EXPECT_EQ(refusal("2001:db8::/32", "::1:0:0:1"), "accepted");
    EXPECT_NE(refusal("2001:db8::/32", "::100:0:0:1"), "accepted");  // u octet
    EXPECT_NE(refusal("2001:db8::/32", "::1:0:0:0:1"), "accepted");  // embedded address
    EXPECT_NE(refusal("2001:db8::/32", "2001::1"), "accepted");      // prefix
    EXPECT_NE(refusal("64:ff9b::/96", "::1"), "accepted");           // no room
    EXPECT_EQ(refusal("2001:db8::/64", "::ff:ffff"), "accepted");
    EXPECT_NE(refusal("2001:db8::/64", "::100:0"), "accepted");
    EXPECT_EQ(pref64("2001:db8::/64", "::12:3456").embed(Ipv4Address(0xC0000221)).text(),
              "2001:db8::c0:2:2112:3456");
}

TEST(Pref64, DefaultIsTheWellKnownPrefix) {
    EXPECT_EQ(Pref64().text(), "64:ff9b::/96");
    EXPECT_TRUE(Pref64().is_well_known());
    EXPECT_TRUE(pref64("64:ff9b::/96").is_well_known());
    EXPECT_FALSE(pref64("64:ff9b::/64").is_well_known());
    EXPECT_FALSE(pref64("64:ff9b:1::/96").is_well_known());
    EXPECT_EQ(pref64("64:ff9b::/96"), Pref64());
}

}  // namespace
}  // namespace gate64::net
