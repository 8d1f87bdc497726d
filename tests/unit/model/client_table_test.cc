// SPDX-License-Identifier: Apache-2.0
// From a client's address to its policies: the compiled table against the lists it came from.
#include <gtest/gtest.h>

#include <random>

#include "dns64d/model/settings.h"

namespace gate64::dns64d::model {
namespace {

net::Acl acl(const std::vector<std::string>& entries) {
    std::vector<net::AclEntry> parsed;
    for (const std::string& entry : entries)
        parsed.push_back(net::AclEntry::parse(entry).value());
    return net::Acl(parsed);
}

Dns64Policy for_clients(const std::vector<std::string>& entries) {
    Dns64Policy policy;
    policy.clients = acl(entries);
    return policy;
}

net::IpAddress ip(const std::string& text) {
    return net::IpAddress::parse(text).value();
}

using Indexes = std::vector<std::uint16_t>;

TEST(ClientTable, ADefaultTableAllowsNobody) {
    const ClientTable table;
    EXPECT_FALSE(table.find(ip("::1")).allowed);
    EXPECT_EQ(table.find(ip("192.0.2.1")).policy_set, 0U);
}

TEST(ClientTable, PoliciesKeepTheirOrder) {
    std::vector<PolicySet> sets;
    const ClientTable table(acl({"any"}),
                            {for_clients({"2001:db8::/32"}), for_clients({"any"}),
                             for_clients({"!2001:db8:1::/48", "2001:db8::/32", "192.0.2.0/24"})},
                            sets);
    const auto policies = [&](const std::string& client) {
        return sets[table.find(ip(client)).policy_set].policies;
    };
    EXPECT_EQ(policies("2001:db8::1"), (Indexes{0, 1, 2}));
    EXPECT_EQ(policies("2001:db8:1::1"), (Indexes{0, 1}));
    EXPECT_EQ(policies("2001:db9::1"), (Indexes{1}));
    EXPECT_EQ(policies("192.0.2.1"), (Indexes{1, 2}));
    EXPECT_EQ(policies("192.0.3.1"), (Indexes{1}));
    EXPECT_EQ(policies("::"), (Indexes{1}));
    EXPECT_EQ(policies("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), (Indexes{1}));
}

TEST(ClientTable, IndexZeroIsTheEmptySetAndSetsAreShared) {
    std::vector<PolicySet> sets;
    const ClientTable table(acl({"::1", "127.0.0.0/8"}),
                            {for_clients({"2001:db8:1::/48", "2001:db8:3::/48"})}, sets);
    EXPECT_EQ(sets.size(), 2U);
    EXPECT_TRUE(sets[0].policies.empty());
    EXPECT_EQ(table.find(ip("2001:db8:2::1")).policy_set, 0U);
    EXPECT_EQ(table.find(ip("2001:db8:1::1")).policy_set,
              table.find(ip("2001:db8:3::1")).policy_set);
    EXPECT_TRUE(table.find(ip("127.0.0.1")).allowed);
    EXPECT_TRUE(table.find(ip("::1")).allowed);
    EXPECT_FALSE(table.find(ip("128.0.0.0")).allowed);
    EXPECT_FALSE(table.find(ip("2001:db8:1::1")).allowed);
}

TEST(ClientTable, MappedClientsAreIpv4Clients) {
    std::vector<PolicySet> sets;
    const ClientTable table(acl({"192.0.2.0/24"}), {for_clients({"::/0"})}, sets);
    EXPECT_TRUE(table.find(ip("::ffff:192.0.2.1")).allowed);
    EXPECT_TRUE(sets[table.find(ip("::ffff:192.0.2.1")).policy_set].policies.empty());
    EXPECT_EQ(sets[table.find(ip("2001:db8::1")).policy_set].policies, (Indexes{0}));
}

TEST(ClientTable, AgreesWithTheListsItCameFrom) {
    std::mt19937 random(64);
    const auto octet = [&random] { return static_cast<unsigned>(random() % 4); };
    for (int round = 0; round < 50; ++round) {
        std::vector<std::vector<std::string>> lists(4);
        for (auto& list : lists) {
            for (unsigned i = random() % 8; i > 0; --i) {
                std::string entry = random() % 3 == 0 ? "!" : "";
                const unsigned bits = 112 + static_cast<unsigned>(random() % 2) * 8;
                entry += random() % 2 == 0
                             ? "10.0." + std::to_string(octet()) + ".0/24"
                             : "2001:db8::" + std::to_string(octet()) + ":" +
                                   (bits == 120 ? std::to_string(octet()) + "00" : "0") + "/" +
                                   std::to_string(bits);
                list.push_back(entry);
            }
        }
        const net::Acl allow = acl(lists[0]);
        const std::vector<Dns64Policy> policies = {for_clients(lists[1]), for_clients(lists[2]),
                                                   for_clients(lists[3])};
        std::vector<PolicySet> sets;
        const ClientTable table(allow, policies, sets);
        for (int probe = 0; probe < 200; ++probe) {
            const net::IpAddress client =
                random() % 2 == 0
                    ? ip("10.0." + std::to_string(octet()) + "." + std::to_string(octet()))
                    : ip("2001:db8::" + std::to_string(octet()) + ":" + std::to_string(octet()) +
                         "0" + std::to_string(octet()));
            Indexes expected;
            for (std::uint16_t i = 0; i < 3; ++i) {
                if (policies[i].clients.allows(client)) expected.push_back(i);
            }
            const ClientTable::Entry entry = table.find(client);
            ASSERT_EQ(entry.allowed, allow.allows(client)) << client.text();
            ASSERT_EQ(sets[entry.policy_set].policies, expected) << client.text();
        }
    }
}

TEST(ClientTable, ManyNetworksStayFast) {
    std::vector<std::string> networks;
    for (int i = 0; i < 20000; ++i) {
        networks.push_back("10." + std::to_string(i / 256) + "." + std::to_string(i % 256) +
                           ".0/25");
    }
    std::vector<PolicySet> sets;
    const ClientTable table(acl({"any"}), {for_clients(networks), for_clients({"any"})}, sets);
    EXPECT_EQ(sets.size(), 3U);
    EXPECT_EQ(sets[table.find(ip("10.3.7.1")).policy_set].policies, (Indexes{0, 1}));
    EXPECT_EQ(sets[table.find(ip("10.3.7.200")).policy_set].policies, (Indexes{1}));
}

}  // namespace
}  // namespace gate64::dns64d::model
