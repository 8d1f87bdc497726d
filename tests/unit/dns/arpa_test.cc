// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/arpa.h"

#include <gtest/gtest.h>

#include <random>

namespace gate64::dns {
namespace {

std::string prefix_of(std::string_view text) {
    const std::optional<net::Ipv6Prefix> prefix = parse_ip6_arpa(Name::parse(text).value());
    return prefix ? prefix->text() : "none";
}

TEST(Arpa, ReverseNames) {
    EXPECT_EQ(reverse_name(net::Ipv4Address(0xC0000201)).text(), "1.2.0.192.in-addr.arpa.");
    EXPECT_EQ(reverse_name(net::Ipv4Address(0)).text(), "0.0.0.0.in-addr.arpa.");
    EXPECT_EQ(reverse_name(net::Ipv4Address(0xFFFFFFFF)).text(), "255.255.255.255.in-addr.arpa.");
    EXPECT_EQ(reverse_name(net::Ipv4Address(0x0A636409)).text(), "9.100.99.10.in-addr.arpa.");
    // The example of RFC 3596 2.5.
    EXPECT_EQ(reverse_name(*net::Ipv6Address::parse("4321:0:1:2:3:4:567:89ab")).text(),
              "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa.");
}

TEST(Arpa, PrefixesOfNames) {
    EXPECT_EQ(prefix_of("ip6.arpa"), "::/0");
    EXPECT_EQ(prefix_of("IP6.ARPA"), "::/0");
    EXPECT_EQ(prefix_of("2.ip6.arpa"), "2000::/4");
    EXPECT_EQ(prefix_of("8.B.d.0.1.0.0.2.ip6.arpa"), "2001:db8::/32");
    EXPECT_EQ(prefix_of("0.8.B.d.0.1.0.0.2.ip6.arpa"), "2001:db8::/36");
}

TEST(Arpa, RefusesOtherNames) {
    for (const char* text : {".", "arpa", "in-addr.arpa", "ip6.arpa.example", "xip6.arpa",
                             "g.ip6.arpa", "10.ip6.arpa", "1.ab.2.ip6.arpa", "\\000.ip6.arpa",
                             "a.b.cd.ip6.arpa", "@.ip6.arpa", "`.ip6.arpa", "/.ip6.arpa"})
        EXPECT_EQ(prefix_of(text), "none") << text;
    std::string deep;
    for (int i = 0; i < 32; ++i)
        deep += "f.";
    EXPECT_EQ(prefix_of(deep + "ip6.arpa"), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
    EXPECT_EQ(prefix_of("f." + deep + "ip6.arpa"), "none");
}

TEST(Arpa, AddressesRoundTrip) {
    std::mt19937 random(5);
    for (int round = 0; round < 2000; ++round) {
        net::Ipv6Address::Octets octets;
        for (std::uint8_t& octet : octets)
            octet = static_cast<std::uint8_t>(random());
        const net::Ipv6Address address(octets);
        EXPECT_EQ(parse_ip6_arpa(reverse_name(address)), net::Ipv6Prefix(address, 128));
        const auto nibbles = static_cast<unsigned>(random() % 33);
        const Name whole = reverse_name(address);
        EXPECT_EQ(parse_ip6_arpa(whole.view().suffix(2 + nibbles)),
                  net::Ipv6Prefix(address, 4 * nibbles));
    }
}

}  // namespace
}  // namespace gate64::dns
