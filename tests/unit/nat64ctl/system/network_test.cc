// SPDX-License-Identifier: Apache-2.0
// Interfaces, routes and the whole picture of a network, in namespaces of the tests' own.

#include <gtest/gtest.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "nat64ctl/system/interfaces.h"
#include "nat64ctl/system/offloads.h"
#include "nat64ctl/system/routes.h"
#include "nat64ctl/system/sysctl.h"
#include "tests/unit/nat64ctl/system/kit.h"

namespace gate64::nat64ctl::system {
namespace {

using Kind = model::RouteFact::Kind;

net::IpAddress address(const char* text) {
    return net::IpAddress::parse(text).value();
}

/// A gateway: lan and wan, a default route each way, pool6 discarded.
void make_gateway() {
    test::set_up("lo");
    test::add_veth("lan", "client");
    test::add_veth("wan", "internet");
    for (const char* name : {"lan", "client", "wan", "internet"})
        test::set_up(name);
    test::add_address("wan", address("192.0.2.1"), 24);
    test::add_address("lan", address("2001:db8::1"), 64);
    test::add_address("wan", address("2001:db8:1::1"), 64);
    test::add_route(
        {address("0.0.0.0"), 0, RTN_UNICAST, RTPROT_STATIC, "wan", address("192.0.2.254")});
    test::add_route({address("::"), 0, RTN_UNICAST, RTPROT_RA, "wan", address("2001:db8:1::fe")});
    test::add_route({address("64:ff9b::"), 96, RTN_BLACKHOLE, RTPROT_STATIC, "", std::nullopt});
    test::add_route({address("64:ff9b:1::"), 48, RTN_BLACKHOLE, RTPROT_STATIC, "", std::nullopt});
    test::add_route({address("203.0.113.0"), 24, RTN_BLACKHOLE, RTPROT_STATIC, "", std::nullopt});
    test::add_route(
        {address("198.51.100.0"), 24, RTN_UNREACHABLE, RTPROT_STATIC, "", std::nullopt});
}

/// Runs `work` in a namespace, or skips the test.
#define IN_NAMESPACE(...)                                        \
    if (!test::in_own_namespace(__VA_ARGS__)) {                  \
        GTEST_SKIP() << "making a network namespace takes root"; \
    }

TEST(Interfaces, AFreshNamespaceHasItsLoopback) {
    IN_NAMESPACE([] {
        const auto interfaces = read_interfaces();
        ASSERT_TRUE(interfaces) << interfaces.error().message;
        const auto lo = std::find_if(interfaces->begin(), interfaces->end(),
                                     [](const auto& facts) { return facts.is_loopback; });
        ASSERT_NE(lo, interfaces->end());
        EXPECT_EQ(lo->name, "lo");
        EXPECT_FALSE(lo->is_up);
        EXPECT_TRUE(lo->own.empty());
    });
}

TEST(Interfaces, SaysWhatTheKernelHas) {
    IN_NAMESPACE([] {
        make_gateway();
        ASSERT_TRUE(write_sysctl("net.ipv6.conf.wan.accept_ra", "2"));
        const auto interfaces = read_interfaces();
        ASSERT_TRUE(interfaces) << interfaces.error().message;
        EXPECT_TRUE(std::is_sorted(interfaces->begin(), interfaces->end(),
                                   [](const auto& a, const auto& b) { return a.index < b.index; }));
        const auto wan = std::find_if(interfaces->begin(), interfaces->end(),
                                      [](const auto& facts) { return facts.name == "wan"; });
        ASSERT_NE(wan, interfaces->end());
        EXPECT_EQ(wan->index, if_nametoindex("wan"));
        EXPECT_TRUE(wan->is_up);
        EXPECT_FALSE(wan->is_loopback);
        EXPECT_EQ(wan->mtu, 1500U);
        EXPECT_EQ(wan->accept_ra, 2);
        EXPECT_EQ(std::count(wan->own.begin(), wan->own.end(), address("192.0.2.1")), 1);
        EXPECT_EQ(std::count(wan->own.begin(), wan->own.end(), address("2001:db8:1::1")), 1);
        EXPECT_EQ(std::count(wan->addresses.begin(), wan->addresses.end(),
                             net::IpPrefix::parse("192.0.2.0/24").value()),
                  1);
        EXPECT_EQ(wan->own.size(), wan->addresses.size());
        EXPECT_FALSE(wan->qdiscs.empty());
    });
}

TEST(Offloads, ADriverThatHasThemSaysSo) {
    IN_NAMESPACE([] {
        test::add_veth("a", "b");
        const auto offloads = read_offloads("a");
        EXPECT_TRUE(offloads.gro.has_value());
        EXPECT_EQ(offloads.gro_list, false);
        EXPECT_EQ(offloads.lro, false);
        EXPECT_EQ(read_offloads("nothing"), model::Offloads{});
    });
}

TEST(Routes, LookupsSayWhereAPacketGoes) {
    IN_NAMESPACE([] {
        make_gateway();
        const auto kind = [](const char* text) {
            const auto route = look_up_route(address(text));
            EXPECT_TRUE(route) << route.error().message;
            return route ? route->kind : Kind::unicast;
        };
        EXPECT_EQ(kind("192.0.2.1"), Kind::local);
        EXPECT_EQ(kind("203.0.113.9"), Kind::blackhole);
        EXPECT_EQ(kind("198.51.100.9"), Kind::unreachable);
        EXPECT_EQ(kind("64:ff9b::1"), Kind::blackhole);
        // The kernel makes an IPv6 address's own route a moment later.
        for (int i = 0; i < 1000 && kind("2001:db8::1") != Kind::local; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        EXPECT_EQ(kind("2001:db8::1"), Kind::local);
        const auto on_link = look_up_route(address("192.0.2.77"));
        EXPECT_EQ(on_link.value(),
                  (model::RouteFact{Kind::unicast, address("192.0.2.77"), "wan", std::nullopt}));
        const auto beyond = look_up_route(address("9.9.9.9"));
        EXPECT_EQ(beyond.value(), (model::RouteFact{Kind::unicast, address("9.9.9.9"), "wan",
                                                    address("192.0.2.254")}));
        const auto beyond6 = look_up_route(address("2620:fe::9"));
        EXPECT_EQ(beyond6->gateway, address("2001:db8:1::fe"));
    });
}

TEST(Routes, NoWayIsAFactAndNoError) {
    IN_NAMESPACE([] {
        EXPECT_EQ(look_up_route(address("192.0.2.1"))->kind, Kind::unreachable);
        EXPECT_EQ(look_up_route(address("2001:db8::1"))->kind, Kind::unreachable);
        EXPECT_EQ(default_route(true).value(), std::nullopt);
        EXPECT_EQ(default_route(false).value(), std::nullopt);
        EXPECT_TRUE(interfaces_with_ra_default_route()->empty());
        EXPECT_TRUE(blackholes_within(net::Ipv6Prefix())->empty());
    });
}

TEST(Routes, DefaultsBothWays) {
    IN_NAMESPACE([] {
        make_gateway();
        EXPECT_EQ(default_route(true).value(), (model::RouteFact{Kind::unicast, address("0.0.0.0"),
                                                                 "wan", address("192.0.2.254")}));
        EXPECT_EQ(
            default_route(false).value(),
            (model::RouteFact{Kind::unicast, address("::"), "wan", address("2001:db8:1::fe")}));
        EXPECT_EQ(interfaces_with_ra_default_route().value(),
                  (std::vector<std::uint32_t>{if_nametoindex("wan")}));
    });
}

TEST(Routes, DiscardedPartsOfAPrefixOnly) {
    IN_NAMESPACE([] {
        make_gateway();
        const auto prefix = [](const char* text) { return net::Ipv6Prefix::parse(text).value(); };
        using Prefixes = std::vector<net::Ipv6Prefix>;
        EXPECT_EQ(blackholes_within(prefix("64:ff9b::/96")).value(),
                  Prefixes{prefix("64:ff9b::/96")});
        EXPECT_EQ(blackholes_within(prefix("64:ff9b::/32"))->size(), 2U);
        EXPECT_EQ(blackholes_within(prefix("2001:db8::/32")).value(), Prefixes{});
    });
}

}  // namespace
}  // namespace gate64::nat64ctl::system
