// SPDX-License-Identifier: Apache-2.0
#include "shared/net/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <random>

namespace gate64::net {
namespace {

std::string v6_round(std::string_view text) {
    const auto address = Ipv6Address::parse(text);
    return address ? address->text() : "refused";
}

TEST(Ipv4Address, ParsesDottedQuadsOnly) {
    EXPECT_EQ(Ipv4Address::parse("192.0.2.1")->value(), 0xC0000201U);
    EXPECT_EQ(Ipv4Address::parse("255.255.255.255")->text(), "255.255.255.255");
    for (const char* bad :
         {"", "192.0.2", "192.0.2.1.5", "192.0.2.256", "192.0.2.01", " 192.0.2.1", "192.0.2.1 ",
          "0x7f.1", "1", "192.0.2.", "a.b.c.d", "::1", "192.0.2.1/24"})
        EXPECT_FALSE(Ipv4Address::parse(bad)) << bad;
    EXPECT_FALSE(Ipv4Address::parse(std::string_view("192.0.2.1\0x", 11)));
}

TEST(Ipv4Address, GoesToTheWireAndBack) {
    std::array<std::uint8_t, 4> wire{};
    Ipv4Address(0xC0000221).to_wire(wire.data());
    EXPECT_EQ(wire, (std::array<std::uint8_t, 4>{192, 0, 2, 33}));
    EXPECT_EQ(Ipv4Address::from_wire(wire.data()).text(), "192.0.2.33");
}

TEST(Ipv6Address, PrintsAsRfc5952Says) {
    EXPECT_EQ(v6_round("2001:0DB8::0001"), "2001:db8::1");
    EXPECT_EQ(v6_round("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");
    EXPECT_EQ(v6_round("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");
    EXPECT_EQ(v6_round("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");
    EXPECT_EQ(v6_round("0:0:0:0:0:0:0:0"), "::");
    EXPECT_EQ(v6_round("::1"), "::1");
    EXPECT_EQ(v6_round("1::"), "1::");
    EXPECT_EQ(v6_round("::ffff:c000:201"), "::ffff:192.0.2.1");
    EXPECT_EQ(v6_round("64:ff9b::192.0.2.33"), "64:ff9b::c000:221");
    EXPECT_EQ(v6_round("::192.0.2.1"), "::c000:201");
    EXPECT_EQ(v6_round("1:2:3:4:5:6:0:0"), "1:2:3:4:5:6::");
    EXPECT_EQ(v6_round("0:0:3:4:5:6:7:8"), "::3:4:5:6:7:8");
}

TEST(Ipv6Address, RefusesWhatIsNotOne) {
    for (const char* bad : {"", ":", ":::", "1::2::3", "12345::", "g::", "[::1]", "::1%2",
                            "::1/128", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "192.0.2.1", " ::1"})
        EXPECT_FALSE(Ipv6Address::parse(bad)) << bad;
    EXPECT_FALSE(Ipv6Address::parse(std::string(100, ':')));
}

TEST(Ipv6Address, RandomAddressesSurviveTextAndReadAsTheSystemReadsThem) {
    std::mt19937 random(5);
    for (int i = 0; i < 20'000; ++i) {
        Ipv6Address::Octets octets{};
        for (auto& octet : octets)
            octet = random() % 3 == 0 ? static_cast<std::uint8_t>(random()) : std::uint8_t{0};
        const Ipv6Address address(octets);
        const std::string text = address.text();
        ASSERT_EQ(Ipv6Address::parse(text), address) << text;
        in6_addr system{};
        ASSERT_EQ(::inet_pton(AF_INET6, text.c_str(), &system), 1) << text;
        ASSERT_EQ(Ipv6Address::from_wire(system.s6_addr), address) << text;
    }
}

TEST(IpAddress, HoldsBothFamilies) {
    EXPECT_TRUE(IpAddress::parse("192.0.2.1")->is_v4());
    EXPECT_EQ(IpAddress::parse("192.0.2.1")->v4(), Ipv4Address(0xC0000201));
    EXPECT_EQ(IpAddress::parse("192.0.2.1")->text(), "192.0.2.1");
    EXPECT_FALSE(IpAddress::parse("2001:db8::1")->is_v4());
    EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.1"), IpAddress::parse("192.0.2.1"));
    EXPECT_FALSE(IpAddress::parse("example"));
    EXPECT_FALSE(IpAddress().is_v4());
}

std::string endpoint_round(std::string_view text) {
    const auto endpoint = Endpoint::parse(text, 53);
    return endpoint ? endpoint->text() : "refused";
}

TEST(Endpoint, TakesEveryFormWithAndWithoutPort) {
    EXPECT_EQ(endpoint_round("192.0.2.1"), "192.0.2.1:53");
    EXPECT_EQ(endpoint_round("192.0.2.1:5300"), "192.0.2.1:5300");
    EXPECT_EQ(endpoint_round("2001:db8::1"), "[2001:db8::1]:53");
    EXPECT_EQ(endpoint_round("[2001:db8::1]"), "[2001:db8::1]:53");
    EXPECT_EQ(endpoint_round("[2001:db8::1]:853"), "[2001:db8::1]:853");
    EXPECT_EQ(endpoint_round("[::]:53"), "[::]:53");
    EXPECT_EQ(endpoint_round("[fe80::1%2]:53"), "[fe80::1%2]:53");
    EXPECT_EQ(endpoint_round("fe80::1%12"), "[fe80::1%12]:53");
    EXPECT_EQ(endpoint_round("192.0.2.1:0"), "192.0.2.1:0");
}

TEST(Endpoint, RefusesWithASentence) {
    for (const char* bad :
         {"", ":53", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:-1", "192.0.2.1:5x", "[::1",
          "[::1]53", "[::1]:", "[192.0.2.1]:53", "[]:53", "localhost:53", "fe80::1%0", "[fe80::1%]",
          "2001:db8::1%2", "[fe80::1%2%3]:53", "1:2:3:4:5:6:7:8:53", "%2"}) {
        const auto endpoint = Endpoint::parse(bad, 53);
        ASSERT_FALSE(endpoint.has_value()) << bad;
        EXPECT_GT(endpoint.error().message.size(), 15U) << bad;
    }
}

TEST(Endpoint, InterfaceNamesAreNamedAsTheTrouble) {
    const auto endpoint = Endpoint::parse("[fe80::1%eth0]:53", 53);
    ASSERT_FALSE(endpoint.has_value());
    EXPECT_NE(endpoint.error().message.find("interface index"), std::string::npos);
    EXPECT_NE(endpoint.error().message.find("eth0"), std::string::npos);
}

}  // namespace
}  // namespace gate64::net
