// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/guard.h"

#include <gtest/gtest.h>

#include "shared/net/special_purpose.h"

namespace gate64::nat64ctl::plan {
namespace {

net::Ipv4Address v4(const char* text) {
    return net::Ipv4Address::parse(text).value();
}

config::Dns64 block(config::SpecialUse special_use = config::SpecialUse::deny,
                    std::initializer_list<const char*> mapped = {"any"}) {
    config::Dns64 policy;  // 64:ff9b::/96
    policy.special_use = special_use;
    policy.mapped.clear();
    for (const char* text : mapped)
        policy.mapped.push_back(net::AclEntry::parse(text).value());
    return policy;
}

GuardPolicy policy_of(std::initializer_list<config::Dns64> blocks) {
    config::Config config;
    config.dns64 = blocks;
    return guard_policy_from(config, net::Pref64().prefix());
}

bool denies(const GuardPolicy& policy, const char* address) {
    for (const model::AddressRange& range : policy.denied)
        if (range.first <= v4(address) && v4(address) <= range.last) return true;
    return false;
}

TEST(GuardPolicy, DeniesTheSpecialPurposeTable) {
    for (const GuardPolicy& policy : {policy_of({}), policy_of({block()})}) {
        for (const net::SpecialPurposeBlock& special : net::special_purpose_blocks()) {
            EXPECT_TRUE(denies(policy, special.prefix.first().text().c_str())) << special.name;
            EXPECT_TRUE(denies(policy, special.prefix.last().text().c_str())) << special.name;
        }
        for (const char* global : {"9.255.255.255", "11.0.0.0", "192.0.0.9", "192.0.0.10",
                                   "192.0.2.1", "198.51.100.1", "203.0.113.1", "223.255.255.255"})
            EXPECT_FALSE(denies(policy, global)) << global;
        EXPECT_TRUE(denies(policy, "192.0.0.8"));
        EXPECT_TRUE(denies(policy, "192.0.0.11"));
        EXPECT_TRUE(policy.deny_own);
    }
}

TEST(GuardPolicy, RangesAreAscendingAndApart) {
    const GuardPolicy policy = policy_of({block()});
    for (std::size_t i = 1; i < policy.denied.size(); ++i)
        EXPECT_GT(policy.denied[i].first.value(), policy.denied[i - 1].last.value() + 1);
}

TEST(GuardPolicy, PrivateAndAllow) {
    const GuardPolicy with_private = policy_of({block(config::SpecialUse::private_use)});
    EXPECT_FALSE(denies(with_private, "10.0.0.1"));
    EXPECT_FALSE(denies(with_private, "100.64.0.1"));
    EXPECT_TRUE(denies(with_private, "169.254.0.1"));
    EXPECT_TRUE(policy_of({block(config::SpecialUse::allow)}).denied.empty());
}

TEST(GuardPolicy, WhatMappedNamesItselfPassesInItsOrder) {
    const GuardPolicy policy =
        policy_of({block(config::SpecialUse::deny, {"!10.1.0.0/16", "10.0.0.0/8", "any"})});
    EXPECT_FALSE(denies(policy, "10.0.255.255"));
    EXPECT_TRUE(denies(policy, "10.1.0.0"));
    EXPECT_TRUE(denies(policy, "10.1.255.255"));
    EXPECT_FALSE(denies(policy, "10.2.0.0"));
    EXPECT_TRUE(denies(policy, "192.168.0.1"));
    EXPECT_TRUE(denies(policy_of({block(config::SpecialUse::deny, {"0.0.0.0/0"})}), "10.0.0.1"));
}

TEST(GuardPolicy, MostPermissiveBlockOfThisPrefixCounts) {
    config::Dns64 other = block(config::SpecialUse::allow);
    other.pref64 = net::Pref64::make(net::Ipv6Prefix::parse("2001:db8::/96").value()).value();
    EXPECT_TRUE(denies(policy_of({block(), other}), "10.0.0.1"));
    config::Dns64 own = block(config::SpecialUse::private_use);
    own.own_addresses = config::OwnAddresses::allow;
    const GuardPolicy policy = policy_of({block(), own});
    EXPECT_FALSE(denies(policy, "10.0.0.1"));
    EXPECT_FALSE(policy.deny_own);
}

TEST(GuardSpec, OwnAddressesAndWhatHairpins) {
    model::NetworkFacts network;
    network.interfaces.resize(2);
    network.interfaces[0].own = {v4("127.0.0.1"), v4("198.51.100.7")};
    network.interfaces[1].own = {v4("192.0.2.1"), *net::IpAddress::parse("2001:db8::1"),
                                 v4("192.0.2.1")};
    Wanted wanted;
    wanted.pool6 = net::Pref64().prefix();
    std::vector<jool::Pool4Entry> pool4;
    for (const jool::Protocol protocol : jool::all_protocols) {
        pool4.push_back({0, protocol, net::Ipv4Prefix(v4("192.0.2.0"), 31), 61000, 65535, {}});
    }
    wanted.pool4 = jool::PoolSet(pool4);
    const model::GuardSpec spec = guard_spec(wanted, network);
    EXPECT_EQ(spec.own, (std::vector{v4("192.0.2.1"), v4("198.51.100.7")}));
    const std::vector<model::GuardPort> expected = {
        {jool::Protocol::tcp, v4("192.0.2.1"), 61000, 65535},
        {jool::Protocol::udp, v4("192.0.2.1"), 61000, 65535}};
    EXPECT_EQ(spec.hairpin, expected);

    wanted.guard_policy.deny_own = false;
    EXPECT_TRUE(guard_spec(wanted, network).own.empty());
    EXPECT_TRUE(guard_spec(wanted, network).hairpin.empty());
}

}  // namespace
}  // namespace gate64::nat64ctl::plan
