// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/unit/nat64ctl/doctor/kit.h"

namespace gate64::nat64ctl::doctor::test {
namespace {

using ::testing::HasSubstr;

TEST(CheckInstance, None) {
    Gateway gateway;
    gateway.box.translator->instance.reset();
    gateway.box.translator->instances.clear();
    ASSERT_EQ(gateway.ids(), "problem no-instance");
    EXPECT_EQ(gateway.findings()[0].evidence, "no instance in this network namespace");
    gateway.box.translator->instances = {"other"};
    EXPECT_EQ(gateway.findings()[0].evidence, "\"gate64\" is not there; there are other");
}

TEST(CheckInstance, SwitchedOffLeaksUnlessARouteStopsIt) {
    Gateway gateway;
    gateway.set_global("manually-enabled", false);
    EXPECT_EQ(gateway.ids(), "problem instance-disabled, warning pool6-leak");
    gateway.box.network->pool6_blackholes = {prefix6("64:ff9b::/96")};
    EXPECT_EQ(gateway.ids(), "problem instance-disabled");
}

TEST(CheckInstance, FrameworkOfTheFile) {
    Gateway gateway;
    gateway.wanted.framework = jool::Framework::iptables;
    EXPECT_EQ(gateway.ids(), "warning framework-differs");
}

TEST(CheckInterception, RulesMissing) {
    Gateway gateway;
    gateway.use_iptables();
    gateway.box.firewall->interception.pop_back();
    EXPECT_EQ(gateway.ids(), "problem no-interception-ipv6");
    gateway.box.firewall->interception.clear();
    EXPECT_EQ(gateway.ids(), "problem no-interception-ipv6, problem no-interception-ipv4");
}

TEST(CheckInterception, RuleWithoutInstance) {
    Gateway gateway;
    gateway.box.firewall->interception = {
        {model::Family::ipv4, "mangle", "PREROUTING", "old", false, 7}};
    ASSERT_EQ(gateway.ids(), "warning rule-without-instance");
    EXPECT_EQ(gateway.findings()[0].fix, "iptables -t mangle -D PREROUTING -j JOOL --instance old");
}

TEST(CheckInterception, RuleForANetfilterInstance) {
    Gateway gateway;
    gateway.box.firewall->interception = {
        {model::Family::ipv6, "mangle", "PREROUTING", "gate64", false, 7}};
    ASSERT_EQ(gateway.ids(), "warning rule-for-netfilter-instance");
    EXPECT_THAT(gateway.findings()[0].fix, HasSubstr("ip6tables"));
}

TEST(CheckPrefix, Dns64dHandsOutAnother) {
    Gateway gateway;
    gateway.box.dns->prefixes = {prefix6("2001:db8:64::/96")};
    ASSERT_EQ(gateway.ids(), "problem pool6-not-synthesized");
    EXPECT_EQ(gateway.findings()[0].evidence,
              "pool6 is 64:ff9b::/96, dns64d synthesizes 2001:db8:64::/96");
}

TEST(CheckPrefix, FileSaysAnother) {
    Gateway gateway;
    gateway.wanted.pool6 = prefix6("2001:db8:64::/96");
    EXPECT_THAT(gateway.ids(), HasSubstr("warning pool6-differs"));
}

TEST(CheckPrefix, Dns64dNotRunning) {
    Gateway gateway;
    gateway.box.dns = base::fail("no socket", ENOENT);
    EXPECT_EQ(gateway.ids(), "warning dns64d-not-running");
}

}  // namespace
}  // namespace gate64::nat64ctl::doctor::test
