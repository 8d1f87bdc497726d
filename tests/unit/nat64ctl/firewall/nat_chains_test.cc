// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/firewall/nat_chains.h"

#include <gtest/gtest.h>

#include "tests/unit/nat64ctl/firewall/netns.h"

namespace gate64::nat64ctl::firewall {
namespace {

TEST(NatChains, RulesOfEveryChainOfATable) {
    const char* listing = R"(table ip nat {
    map services {
        type inet_service : ipv4_addr
    }

    chain PREROUTING {
        type nat hook prerouting priority -100; policy accept;
        ip daddr 192.0.2.1 tcp dport 80 counter packets 0 bytes 0 dnat to 10.0.0.2
        ip saddr { 10.0.0.1, 10.0.0.2,
               10.0.0.3 } accept
    }

    chain EMPTY {
        type nat hook output priority -100; policy accept;
    }

    chain DOCKER {
        return
    }
}
)";
    const std::vector<model::NatChain> expected = {
        {model::Family::ipv4,
         "nat",
         "PREROUTING",
         {"ip daddr 192.0.2.1 tcp dport 80 counter packets 0 bytes 0 dnat to 10.0.0.2",
          "ip saddr { 10.0.0.1, 10.0.0.2, 10.0.0.3 } accept"}},
        {model::Family::ipv4, "nat", "DOCKER", {"return"}},
    };
    EXPECT_EQ(nat_chains_in(listing, model::Family::ipv4, "nat"), expected);
    EXPECT_TRUE(nat_chains_in("", model::Family::ipv4, "nat").empty());
}

TEST(NatChains, AtMostSixtyFourRulesOfAChain) {
    std::string listing = "table ip nat {\n\tchain many {\n";
    for (int i = 0; i < 100; ++i)
        listing.append("\t\tcounter masquerade\n");
    listing.append("\t}\n}\n");
    EXPECT_EQ(nat_chains_in(listing, model::Family::ipv4, "nat").at(0).rules.size(), 64U);
}

TEST(NatChains, InTheKernel) {
    const auto work = [] {
        auto nftables = NftLibrary::open();
        ASSERT_TRUE(nftables);
        EXPECT_TRUE(list_nat(*nftables).value().empty());
        const auto done = nftables->run(
            "add table ip other\n"
            "add chain ip other input { type filter hook input priority 0; }\n"
            "add rule ip other input accept\n"
            "add table ip nat\n"
            "add chain ip nat post { type nat hook postrouting priority 100; }\n"
            "add rule ip nat post oifname \"wan\" masquerade\n");
        ASSERT_TRUE(done) << done.error().message;
        const auto chains = list_nat(*nftables).value();
        ASSERT_EQ(chains.size(), 1U);
        EXPECT_EQ(chains[0].chain, "post");
        EXPECT_EQ(chains[0].rules, std::vector<std::string>{"oifname \"wan\" masquerade"});
    };
    if (!test::in_own_namespace(work)) GTEST_SKIP() << "may not make a network namespace here";
}

}  // namespace
}  // namespace gate64::nat64ctl::firewall
