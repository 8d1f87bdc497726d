// SPDX-License-Identifier: Apache-2.0
// Against the kernel, without Jool: that is the virtual machine's part (tests/lab).
#include "nat64ctl/firewall/interception.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "nat64ctl/firewall/firewall.h"
#include "nat64ctl/firewall/nft_library.h"
#include "tests/unit/nat64ctl/firewall/netns.h"

namespace gate64::nat64ctl::firewall {
namespace {

TEST(Interception, WithoutJoolTheErrorSaysSoAndNothingIsLeft) {
    const auto work = [] {
        EXPECT_TRUE(list_interception().value().empty());
        const auto done = add_interception(model::Family::ipv4, "example");
        if (done) GTEST_SKIP() << "this kernel has Jool";
        EXPECT_EQ(done.error().errno_value, ENOENT);
        EXPECT_NE(done.error().message.find("no iptables target JOOL"), std::string::npos);
        auto nftables = NftLibrary::open();
        EXPECT_EQ(nftables->run("list ruleset").value(), "");
        EXPECT_TRUE(remove_interception(model::Family::ipv4, "example"));
    };
    if (!test::in_own_namespace(work)) GTEST_SKIP() << "may not make a network namespace here";
}

/// Runs where Jool is: in the virtual machine of tests/lab.
TEST(Interception, RulesAreAddedOnceAndRemoved) {
    const auto work = [] {
        if (!add_interception(model::Family::ipv4, "example")) GTEST_SKIP() << "no Jool here";
        EXPECT_TRUE(add_interception(model::Family::ipv4, "example"));
        EXPECT_TRUE(add_interception(model::Family::ipv6, "example"));
        EXPECT_TRUE(add_interception(model::Family::ipv6, "other"));
        auto rules = list_interception().value();
        ASSERT_EQ(rules.size(), 3U);
        for (const model::InterceptionRule& rule : rules) {
            EXPECT_TRUE(rule.is_ours);
            EXPECT_EQ(rule.table + " " + rule.chain, "mangle PREROUTING");
        }
        EXPECT_TRUE(remove_interception(model::Family::ipv6, "other"));
        EXPECT_TRUE(remove_interception(model::Family::ipv4, "example"));
        EXPECT_TRUE(remove_interception(model::Family::ipv4, "example"));
        rules = list_interception().value();
        ASSERT_EQ(rules.size(), 1U);
        EXPECT_EQ(rules[0].instance, "example");
        EXPECT_EQ(rules[0].family, model::Family::ipv6);
    };
    if (!test::in_own_namespace(work)) GTEST_SKIP() << "may not make a network namespace here";
}

TEST(Interception, OtherRulesAreNotJools) {
    const auto work = [] {
        auto nftables = NftLibrary::open();
        const auto done = nftables->run(
            "add table ip mangle\n"
            "add chain ip mangle PREROUTING { type filter hook prerouting priority -150; }\n"
            "add rule ip mangle PREROUTING counter meta mark set 1\n"
            "add rule ip mangle PREROUTING ip daddr 192.0.2.1 drop\n");
        ASSERT_TRUE(done) << done.error().message;
        EXPECT_TRUE(list_interception().value().empty());
    };
    if (!test::in_own_namespace(work)) GTEST_SKIP() << "may not make a network namespace here";
}

}  // namespace
}  // namespace gate64::nat64ctl::firewall
