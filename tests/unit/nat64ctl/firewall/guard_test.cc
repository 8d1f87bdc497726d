// SPDX-License-Identifier: Apache-2.0
// The guard in the kernel: in a namespace of the test's own, packets to every kind of address.
#include "nat64ctl/firewall/guard.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "nat64ctl/firewall/firewall.h"
#include "shared/net/pref64.h"
#include "tests/unit/nat64ctl/firewall/netns.h"

namespace gate64::nat64ctl::firewall {
namespace {

constexpr const char* no_namespace = "may not make a network namespace here";

net::Ipv4Address v4(const char* text) {
    return net::Ipv4Address::parse(text).value();
}

model::GuardSpec spec_for(const net::Ipv6Prefix& pool6) {
    model::GuardSpec spec;
    spec.pool6 = pool6;
    spec.denied = {{v4("10.0.0.0"), v4("10.255.255.255")},
                   {v4("100.64.0.0"), v4("100.127.255.255")},
                   {v4("192.0.0.0"), v4("192.0.0.8")},
                   {v4("224.0.0.0"), v4("255.255.255.255")}};
    spec.own = {v4("8.8.4.4"), v4("198.51.100.7")};
    spec.hairpin = {{jool::Protocol::udp, v4("198.51.100.7"), 61000, 65535}};
    return spec;
}

struct Packet {
    const char* address;
    std::uint16_t port;
    const char* reason;  ///< "": passes
};

constexpr Packet packets[] = {
    {"0.0.0.0", 53, "loopback"},
    {"0.255.255.255", 53, "loopback"},
    {"1.0.0.0", 53, ""},
    {"9.255.255.255", 53, ""},
    {"10.0.0.0", 53, "special_use"},
    {"10.255.255.255", 53, "special_use"},
    {"11.0.0.0", 53, ""},
    {"100.63.255.255", 53, ""},
    {"100.64.0.0", 53, "special_use"},
    {"100.127.255.255", 53, "special_use"},
    {"100.128.0.0", 53, ""},
    {"126.255.255.255", 53, ""},
    {"127.0.0.1", 53, "loopback"},
    {"127.255.255.255", 53, "loopback"},
    {"128.0.0.0", 53, ""},
    {"192.0.0.8", 53, "special_use"},
    {"192.0.0.9", 53, ""},
    {"198.51.100.6", 53, ""},
    {"198.51.100.7", 53, "own_address"},
    {"198.51.100.7", 60999, "own_address"},
    {"198.51.100.7", 61000, ""},
    {"198.51.100.7", 65535, ""},
    {"198.51.100.8", 53, ""},
    {"8.8.4.4", 61000, "own_address"},
    {"8.8.4.5", 53, ""},
    {"223.255.255.255", 53, ""},
    {"224.0.0.1", 53, "special_use"},
    {"255.255.255.255", 53, "special_use"},
};

std::map<std::string, std::uint64_t> counted() {
    auto nftables = NftLibrary::open();
    std::map<std::string, std::uint64_t> counts;
    const model::GuardFacts facts = read_guard(*nftables).value();
    for (const model::GuardCounter& counter : facts.counters)
        if (counter.packets != 0) counts[counter.reason] = counter.packets;
    return counts;
}

/// `address` with octets set that the translator does not look at: the suffix.
net::Ipv6Address with_suffix(const net::Ipv6Address& address) {
    net::Ipv6Address::Octets octets = address.octets();
    octets[15] = 0xA5;
    return net::Ipv6Address(octets);
}

void check_length(const net::Ipv6Prefix& prefix) {
    SCOPED_TRACE(prefix.text());
    const net::Pref64 pool6 = net::Pref64::make(prefix).value();
    test::add_local_route(prefix);
    std::map<std::string, std::uint64_t> expected;
    const auto done = set_guard(spec_for(prefix));
    ASSERT_TRUE(done) << done.error().message;
    for (const Packet& packet : packets) {
        const net::Ipv6Address to = pool6.embed(v4(packet.address));
        test::send_datagram(to, packet.port);
        if (prefix.length() < 96) test::send_datagram(with_suffix(to), packet.port);
        if (*packet.reason != '\0') expected[packet.reason] += prefix.length() < 96 ? 2 : 1;
        EXPECT_EQ(counted(), expected) << packet.address << " port " << packet.port;
    }
    if (prefix.length() == 96) return;
    net::Ipv6Address::Octets octets = pool6.embed(v4("1.0.0.0")).octets();
    for (const int bit : {0x01, 0x80}) {
        octets[8] = static_cast<std::uint8_t>(bit);
        test::send_datagram(net::Ipv6Address(octets), 53);
        ++expected["u_octet"];
    }
    EXPECT_EQ(counted(), expected);
}

TEST(Guard, StopsWhatItSaysForEveryPrefixLength) {
    for (const char* text : {"2001:db8::/32", "2001:db8:100::/40", "2001:db8:122::/48",
                             "2001:db8:122:300::/56", "2001:db8:122:344::/64", "64:ff9b::/96"}) {
        const net::Ipv6Prefix prefix = net::Ipv6Prefix::parse(text).value();
        if (!test::in_own_namespace([&] { check_length(prefix); })) GTEST_SKIP() << no_namespace;
    }
}

TEST(Guard, IsInstalledReplacedAndRemoved) {
    const auto work = [] {
        const model::GuardSpec first = spec_for(net::Ipv6Prefix::parse("64:ff9b::/96").value());
        model::GuardSpec second = first;
        second.own.clear();
        auto nftables = NftLibrary::open();
        ASSERT_TRUE(nftables);
        EXPECT_FALSE(read_guard(*nftables).value().is_installed);
        ASSERT_TRUE(set_guard(std::nullopt));

        ASSERT_TRUE(set_guard(first));
        model::GuardFacts facts = observe_firewall().value().guard;
        EXPECT_TRUE(facts.is_installed);
        EXPECT_EQ(facts.pool6, "64:ff9b::/96");
        EXPECT_EQ(facts.fingerprint, fingerprint_of(first));
        EXPECT_EQ(facts.counters.size(), 4U);

        test::add_local_route(first.pool6);
        test::send_datagram(net::Ipv6Address::parse("64:ff9b::7f00:1").value(), 53);
        ASSERT_TRUE(set_guard(second));
        EXPECT_EQ(read_guard(*nftables).value().fingerprint, fingerprint_of(second));
        EXPECT_EQ(counted(), (std::map<std::string, std::uint64_t>{{"loopback", 1}}));

        ASSERT_TRUE(set_guard(std::nullopt));
        EXPECT_FALSE(read_guard(*nftables).value().is_installed);
    };
    if (!test::in_own_namespace(work)) GTEST_SKIP() << no_namespace;
}

TEST(Guard, ListingWithoutComment) {
    const auto items = nlohmann::json::parse(
        R"([{"metainfo": {}}, {"table": {"name": "gate64_guard"}}, {"rule": {"expr": []}}])");
    const model::GuardFacts facts = guard_from(items);
    EXPECT_TRUE(facts.is_installed);
    EXPECT_EQ(facts.fingerprint, "");
}

}  // namespace
}  // namespace gate64::nat64ctl::firewall
