// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/doctor/case.h"

#include <gtest/gtest.h>

#include "tests/unit/nat64ctl/doctor/kit.h"

namespace gate64::nat64ctl::doctor::test {
namespace {

TEST(Case, PointsAtWhatCouldBeRead) {
    Gateway gateway;
    gateway.box.sysctl = base::fail("not permitted");
    const Case facts(gateway.box, nullptr);
    EXPECT_EQ(facts.sysctl, nullptr);
    EXPECT_EQ(facts.module, &*gateway.box.module);
    EXPECT_EQ(facts.instance, &gateway.instance());
    gateway.box.translator->instance.reset();
    EXPECT_EQ(Case(gateway.box, nullptr).instance, nullptr);
}

TEST(Case, GlobalsThatWereNotListed) {
    const model::InstanceFacts nothing;
    EXPECT_TRUE(flag_of(nothing, "manually-enabled", true));
    EXPECT_EQ(number_of(nothing, "lowest-ipv6-mtu", 1280), 1280U);
}

TEST(Case, Lists) {
    EXPECT_EQ(list_text(std::vector<std::string>{"a", "b"}), "a, b");
    EXPECT_EQ(list_text(std::vector<std::string>(12, "x")), "x, x, x, x, x, x, x, x and 4 more");
    EXPECT_EQ(count_text(1, "port"), "1 port");
    EXPECT_EQ(count_text(2, "port"), "2 ports");
}

TEST(Case, EveryAddressOfPool4Once) {
    Gateway gateway;
    const auto prefixes = pool4_prefixes(gateway.instance());
    ASSERT_EQ(prefixes.size(), 1U);
    EXPECT_EQ(prefixes[0].text(), "192.0.2.1/32");
}

}  // namespace
}  // namespace gate64::nat64ctl::doctor::test
