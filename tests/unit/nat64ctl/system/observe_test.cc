// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/observe.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "tests/kit/fake_jool.h"
#include "tests/unit/nat64ctl/system/kit.h"

namespace gate64::nat64ctl::system {
namespace {

using jool::Framework;
using jool::Protocol;

jool::Pool4Entry pool4(const char* prefix, std::uint16_t first, std::uint16_t last) {
    jool::Pool4Entry entry;
    entry.prefix = net::Ipv4Prefix::parse(prefix).value();
    entry.port_min = first;
    entry.port_max = last;
    return entry;
}

jool::BibEntry binding(std::uint16_t port, bool is_static) {
    return {Protocol::tcp,
            {net::Ipv6Address::parse("2001:db8::80").value(), port},
            {net::Ipv4Address::parse("192.0.2.1").value(), port},
            is_static};
}

TEST(ObserveTranslator, SeesTheInstanceAskedForWhole) {
    jool::FakeJool kernel;
    auto& instance = kernel.add("gate64");
    instance.bib = {binding(443, true), binding(61000, false)};
    const auto client = kernel.connect();
    ASSERT_TRUE(client->add_pool4("gate64", pool4("192.0.2.1/32", 61000, 65535)));
    const auto facts = observe_translator(*client, "gate64");
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_EQ(facts->version, kernel.version);
    EXPECT_EQ(facts->instances, (std::vector<std::string>{"gate64"}));
    ASSERT_TRUE(facts->instance);
    EXPECT_EQ(facts->instance->name, "gate64");
    EXPECT_EQ(facts->instance->framework, Framework::netfilter);
    EXPECT_EQ(facts->instance->globals, client->globals("gate64").value());
    EXPECT_EQ(facts->instance->pool4, client->pool4("gate64", Protocol::tcp).value());
    EXPECT_EQ(facts->instance->static_bib, (std::vector<jool::BibEntry>{binding(443, true)}));
    const auto cheap = observe_translator(*client, "gate64", StaticBib::skip);
    EXPECT_TRUE(cheap->instance->static_bib.empty());
}

TEST(ObserveTranslator, InstancesOfOtherNamespacesAreNotOurs) {
    jool::FakeJool kernel;
    kernel.add("gate64", "64:ff9b::/96", Framework::iptables);
    kernel.elsewhere = {{7, Framework::netfilter, "gate64"}, {7, Framework::iptables, "other"}};
    const auto facts = observe_translator(*kernel.connect(), "gate64");
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_EQ(facts->instances, (std::vector<std::string>{"gate64"}));
    EXPECT_EQ(facts->instance->framework, Framework::iptables);
    const auto none = observe_translator(*kernel.connect(), "other");
    ASSERT_TRUE(none);
    EXPECT_FALSE(none->instance);
}

TEST(ObserveTranslator, ARefusalAnywhereIsTheAnswer) {
    jool::FakeJool healthy;
    healthy.add("gate64");
    ASSERT_TRUE(observe_translator(*healthy.connect(), "gate64"));
    for (std::size_t nth = 1; nth <= healthy.requests.size(); ++nth) {
        jool::FakeJool kernel;
        kernel.add("gate64");
        kernel.fail(nth, EPERM);
        const auto facts = observe_translator(*kernel.connect(), "gate64");
        ASSERT_FALSE(facts) << nth;
        EXPECT_EQ(facts.error().errno_value, EPERM) << nth;
    }
}

TEST(ObserveNetwork, PutsThePartsTogether) {
    const bool is_made = test::in_own_namespace([] {
        constexpr std::uint8_t blackhole = 6;
        constexpr std::uint8_t by_router_advertisement = 9;
        const auto address = [](const char* text) { return net::IpAddress::parse(text).value(); };
        test::set_up("lo");
        test::add_veth("wan", "peer");
        test::set_up("wan");
        test::set_up("peer");
        test::add_address("wan", address("192.0.2.1"), 24);
        test::add_address("wan", address("2001:db8::1"), 64);
        test::add_route({.destination = address("::"),
                         .protocol = by_router_advertisement,
                         .interface = "wan",
                         .gateway = address("2001:db8::2")});
        test::add_route({.destination = address("64:ff9b::"), .length = 96, .type = blackhole});
        Interest interest;
        interest.pool4 = {pool4("192.0.2.0/30", 61000, 65535), pool4("192.0.2.1/32", 1, 2)};
        interest.pool6 = net::Ipv6Prefix::parse("64:ff9b::/96").value();
        const auto facts = observe_network(interest);
        ASSERT_TRUE(facts) << facts.error().message;
        int advertised = 0;
        for (const auto& interface : facts->interfaces) {
            EXPECT_EQ(interface.has_ra_default_route, interface.name == "wan");
            advertised += interface.has_ra_default_route ? 1 : 0;
        }
        EXPECT_EQ(advertised, 1);
        EXPECT_FALSE(facts->ipv4_default);
        ASSERT_TRUE(facts->ipv6_default);
        EXPECT_EQ(facts->ipv6_default->interface, "wan");
        // Every address once, though two entries name 192.0.2.1.
        ASSERT_EQ(facts->pool4_routes.size(), 4U);
        EXPECT_EQ(facts->pool4_routes[1].destination, address("192.0.2.1"));
        EXPECT_EQ(facts->pool4_routes[1].kind, model::RouteFact::Kind::local);
        EXPECT_EQ(facts->pool6_blackholes, std::vector<net::Ipv6Prefix>{*interest.pool6});
        EXPECT_TRUE(facts->sockets.empty());
        interest.pool4 = {pool4("192.0.2.0/24", 1, 2), pool4("198.51.100.0/24", 1, 2)};
        EXPECT_EQ(observe_network(interest)->pool4_routes.size(), pool4_routes_max);
    });
    if (!is_made) GTEST_SKIP() << "making a network namespace takes root";
}

}  // namespace
}  // namespace gate64::nat64ctl::system
