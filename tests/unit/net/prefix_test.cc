// SPDX-License-Identifier: Apache-2.0
#include "shared/net/prefix.h"

#include <gtest/gtest.h>

#include <random>

namespace gate64::net {
namespace {

TEST(Ipv4Prefix, EdgesOfEveryLength) {
    for (unsigned length = 0; length <= 32; ++length) {
        const Ipv4Prefix prefix(Ipv4Address(0xC0A85533), length);
        EXPECT_TRUE(prefix.contains(prefix.first()));
        EXPECT_TRUE(prefix.contains(prefix.last()));
        if (length == 0) continue;
        EXPECT_FALSE(prefix.contains(Ipv4Address(prefix.first().value() - 1))) << length;
        EXPECT_FALSE(prefix.contains(Ipv4Address(prefix.last().value() + 1))) << length;
        EXPECT_EQ(Ipv4Prefix::parse(prefix.text()).value(), prefix);
    }
}

TEST(Ipv6Prefix, EdgesOfEveryLength) {
    const Ipv6Address address = *Ipv6Address::parse("2001:db8:5555:aaaa:5555:aaaa:5555:aaaa");
    for (unsigned length = 0; length <= 128; ++length) {
        const Ipv6Prefix prefix(address, length);
        EXPECT_TRUE(prefix.contains(address));
        EXPECT_TRUE(prefix.contains(prefix.first()));
        EXPECT_TRUE(prefix.contains(prefix.last()));
        EXPECT_EQ(Ipv6Prefix::parse(prefix.text()).value(), prefix);
        if (length == 0) continue;
        Ipv6Address::Octets flipped = address.octets();
        const unsigned bit = length - 1;
        flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (0x80U >> (bit % 8)));
        EXPECT_FALSE(prefix.contains(Ipv6Address(flipped))) << length;
    }
}

TEST(Ipv6Prefix, LastFillsTheHostBits) {
    EXPECT_EQ(Ipv6Prefix::parse("2001:db8::/33")->last().text(),
              "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff");
    EXPECT_EQ(Ipv6Prefix().last().text(), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(Prefix, HostBitsAreAnErrorThatSaysWhatWouldBeRight) {
    const auto v4 = Ipv4Prefix::parse("192.0.2.77/24");
    ASSERT_FALSE(v4.has_value());
    EXPECT_NE(v4.error().message.find("192.0.2.0/24"), std::string::npos);
    EXPECT_NE(v4.error().message.find("192.0.2.77/32"), std::string::npos);
    const auto v6 = Ipv6Prefix::parse("2001:db8::1/64");
    ASSERT_FALSE(v6.has_value());
    EXPECT_NE(v6.error().message.find("2001:db8::/64"), std::string::npos);
    EXPECT_NE(v6.error().message.find("2001:db8::1/128"), std::string::npos);
}

TEST(Prefix, RefusesBadText) {
    for (const char* bad : {"", "/", "/24", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1",
                            "192.0.2.0/2 4", "192.0.2/24", "192.0.2.0/24/24", "2001:db8::/129",
                            "2001:db8::/x", "any", "2001:db8::%1/64", "1.2.3.4/99999999999999"}) {
        const auto prefix = IpPrefix::parse(bad);
        ASSERT_FALSE(prefix.has_value()) << bad;
        EXPECT_GT(prefix.error().message.size(), 15U);
    }
}

TEST(Prefix, BareAddressIsOneAddress) {
    EXPECT_EQ(Ipv4Prefix::parse("192.0.2.1")->length(), 32U);
    EXPECT_EQ(Ipv6Prefix::parse("2001:db8::1")->length(), 128U);
    EXPECT_EQ(IpPrefix::parse("192.0.2.1")->text(), "192.0.2.1/32");
}

TEST(IpPrefix, HoldsIpv4InTheMappedBlock) {
    const IpPrefix v4 = IpPrefix::parse("192.0.2.0/24").value();
    EXPECT_EQ(v4.v6().length(), 120U);
    EXPECT_EQ(v4.text(), "192.0.2.0/24");
    EXPECT_TRUE(v4.contains(*IpAddress::parse("192.0.2.200")));
    EXPECT_TRUE(v4.contains(*IpAddress::parse("::ffff:192.0.2.200")));
    EXPECT_FALSE(v4.contains(*IpAddress::parse("192.0.3.0")));
    EXPECT_FALSE(v4.contains(*IpAddress::parse("2001:db8::1")));
    EXPECT_EQ(IpPrefix::parse("0.0.0.0/0")->text(), "0.0.0.0/0");
    EXPECT_EQ(IpPrefix::parse("0.0.0.0/0").value(), IpPrefix::parse("::ffff:0:0/96").value());
    EXPECT_EQ(IpPrefix::parse("2001:db8::/32")->text(), "2001:db8::/32");
    EXPECT_EQ(IpPrefix::parse("::ffff:0:0/95").has_value(), false);
    EXPECT_EQ(IpPrefix::parse("::fffe:0:0/95")->text(), "::fffe:0:0/95");
}

TEST(IpPrefix, DefaultIsEverything) {
    EXPECT_TRUE(IpPrefix().contains(*IpAddress::parse("192.0.2.1")));
    EXPECT_TRUE(IpPrefix().contains(*IpAddress::parse("2001:db8::1")));
}

}  // namespace
}  // namespace gate64::net
