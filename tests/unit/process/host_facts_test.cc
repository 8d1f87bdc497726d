// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/host_facts.h"

#include <gtest/gtest.h>

namespace gate64::dns64d::process {
namespace {

std::vector<std::string> texts(const std::vector<net::Endpoint>& servers) {
    std::vector<std::string> list;
    for (const net::Endpoint& server : servers)
        list.push_back(server.text());
    return list;
}

TEST(ResolvConf, TakesNameserverLinesInOrderAndPassesOverTheRest) {
    const auto servers = parse_resolv_conf(
        "# comment\nsearch example\nnameserver 192.0.2.53\n nameserver\t2001:db8::53 # x\n"
        "nameserver not-an-address\nnameserver\noptions edns0\nnameserver 127.0.0.1");
    EXPECT_EQ(texts(servers),
              (std::vector<std::string>{"192.0.2.53:53", "[2001:db8::53]:53", "127.0.0.1:53"}));
}

TEST(ResolvConf, KeepsTheInterfaceOfALinkLocalServer) {
    const auto servers = parse_resolv_conf("nameserver fe80::1%lo\n");
    ASSERT_EQ(servers.size(), 1U);
    EXPECT_NE(servers[0].scope_id, 0U);
}

TEST(HostFacts, KnowsLoopbackAndDoesWithoutResolvConf) {
    const auto facts = read_host_facts("/nonexistent/resolv.conf");
    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->is_own(net::Ipv4Address(0x7F000001)));
    EXPECT_FALSE(facts->is_own(net::Ipv4Address(0x08080808)));
    EXPECT_TRUE(facts->resolv_servers.empty());
}

}  // namespace
}  // namespace gate64::dns64d::process
