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

TEST(Interception, OtherRulesAreNotJools) {
    const auto work = [] {
        auto nftables = NftLibrary::open();
        ASSERT_TRUE(
            nftables->run("table ip mangle { chain PREROUTING { "
                          "type filter hook prerouting priority -150; "
                          "counter meta mark set 1; ip daddr 192.0.2.1 drop; } }"));
        EXPECT_TRUE(list_interception().value().empty());
    };
    if (!test::in_own_namespace(work)) GTEST_SKIP() << "may not make a network namespace here";
}

}  // namespace
}  // namespace gate64::nat64ctl::firewall
