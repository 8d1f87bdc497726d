// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/plan.h"

#include <gmock/gmock.h>

#include <cerrno>

#include "nat64ctl/plan/costs.h"
#include "nat64ctl/plan/guard.h"
#include "tests/unit/nat64ctl/plan/kit.h"

namespace gate64::nat64ctl::plan {
namespace {

using nat64ctl::test::bare_box;
using nat64ctl::test::SimulatedBox;
using test::box_with;
using test::planned;
using test::refused;
using test::texts_of;
using test::usual;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Plan, ABareBoxIsSetUpInOrder) {
    EXPECT_THAT(
        texts_of(planned(usual(), bare_box())),
        ElementsAre("load module jool", "set net.ipv6.conf.eth0.accept_ra = 2 (was 1)",
                    "set net.ipv4.conf.all.forwarding = 1 (was 0)",
                    "set net.ipv6.conf.all.forwarding = 1 (was 0)",
                    "set net.ipv4.ip_local_reserved_ports = 61000-65535 (was \"\")",
                    "install the guard of 64:ff9b::/96",
                    "create instance gate64 (netfilter, 64:ff9b::/96) with 3 pool4 ranges"));
}

TEST(Plan, IptablesTakesTwoRulesAfterTheInstance) {
    const auto texts =
        texts_of(planned(usual("framework = \"iptables\"\nguard = false"), bare_box()));
    ASSERT_GE(texts.size(), 3U);
    EXPECT_EQ(texts[texts.size() - 3],
              "create instance gate64 (iptables, 64:ff9b::/96) with 3 pool4 ranges");
    EXPECT_EQ(texts[texts.size() - 2], "hand IPv6 packets to instance gate64 (mangle PREROUTING)");
    EXPECT_EQ(texts[texts.size() - 1], "hand IPv4 packets to instance gate64 (mangle PREROUTING)");
}

TEST(Plan, WhatIsAsWantedNeedsNothing) {
    for (const char* framework : {"netfilter", "iptables"}) {
        const Wanted wanted = usual("framework = \"" + std::string(framework) + '"');
        EXPECT_THAT(planned(wanted, box_with(wanted).box()).steps, IsEmpty());
    }
}

TEST(Plan, AnotherPool6ReplacesTheInstanceAndSaysWhatItCosts) {
    SimulatedBox box = box_with(usual());
    box.box().translator->instance->counters = {{5, 214}};
    const Wanted wanted = test::wanted(
        "[[dns64]]\nprefix = \"2001:db8:64::/96\"\n[nat64]\n[[nat64.pool4]]\naddress = "
        "\"192.0.2.1\"\n");
    const Plan plan = planned(wanted, box.box());
    EXPECT_THAT(texts_of(plan),
                ElementsAre("remove instance gate64 (netfilter, 64:ff9b::/96)",
                            "renew the guard of 2001:db8:64::/96",
                            "create instance gate64 (netfilter, 2001:db8:64::/96) with 3 pool4 "
                            "ranges"));
    EXPECT_EQ(plan.steps[0].cost, "ends 214 sessions");
    EXPECT_THAT(plan.steps[0].why, HasSubstr("pool6 cannot be changed on a live instance"));
}

TEST(Plan, AnotherFrameworkTakesOurRulesAway) {
    const SimulatedBox box = box_with(usual("framework = \"iptables\""));
    EXPECT_THAT(
        texts_of(planned(usual(), box.box())),
        ElementsAre("stop handing IPv6 packets to instance gate64",
                    "stop handing IPv4 packets to instance gate64",
                    "remove instance gate64 (iptables, 64:ff9b::/96)",
                    "create instance gate64 (netfilter, 64:ff9b::/96) with 3 pool4 ranges"));
}

TEST(Plan, RulesOfOthersStay) {
    SimulatedBox box = box_with(usual());
    box.box().firewall->interception.push_back(
        {model::Family::ipv6, "mangle", "PREROUTING", "gate64", false, 7});
    const Plan plan = planned(usual(), box.box());
    EXPECT_TRUE(plan.empty());
    EXPECT_THAT(plan.warnings, testing::Contains(HasSubstr("it is not nat64ctl's")));
}

TEST(Plan, SettingsThatTheFileLeavesOutGoBackToTheDefault) {
    const SimulatedBox box =
        box_with(usual("[nat64.settings]\nudp-timeout = \"10m\"\nlogging-bib = true\n"));
    EXPECT_THAT(texts_of(planned(usual("[nat64.settings]\nudp-timeout = \"4m\"\n"), box.box())),
                ElementsAre("set udp-timeout = 4m (was 10m), logging-bib = false (was true)"));
}

TEST(Plan, ASettingThatTheModuleLacksIsRefused) {
    const Wanted wanted = usual("[nat64.settings]\nss-max-sessions-per-packet = 20\n");
    EXPECT_THAT(refused(wanted, bare_box({4, 1, 9, 0})),
                HasSubstr("ss-max-sessions-per-packet: Jool 4.1.9 does not have it"));
    EXPECT_FALSE(planned(wanted, bare_box({4, 1, 13, 0})).empty());
}

TEST(Plan, TheGuardFollowsTheAddresses) {
    SimulatedBox box = box_with(usual());
    box.box().network->interfaces.front().own.push_back(net::IpAddress::parse("192.0.2.7").value());
    EXPECT_THAT(texts_of(planned(usual(), box.box())),
                ElementsAre("renew the guard of 64:ff9b::/96"));
    EXPECT_THAT(texts_of(planned(usual("guard = false"), box.box())),
                ElementsAre("remove the guard"));
}

TEST(Plan, NoModuleForThisKernelIsJoolMissing) {
    model::Box box = bare_box();
    box.module->disk_path.clear();
    box.module->disk_version.reset();
    const auto plan = make_plan(usual(), box);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().errno_value, ENODEV);
    EXPECT_THAT(plan.error().message, HasSubstr("scripts/setup-jool.sh"));
}

TEST(Plan, AnUnknownLayoutIsAVersionMismatch) {
    model::Box box = bare_box({4, 1, 255, 5});
    EXPECT_EQ(make_plan(usual(), box).error().errno_value, EPROTO);
    box.module->is_loaded = true;
    box.module->loaded_version = box.module->disk_version;
    EXPECT_EQ(make_plan(usual(), box).error().errno_value, EPROTO);
}

TEST(Plan, WhatCannotBeReadIsNotPlannedFor) {
    model::Box box = bare_box();
    box.translator = base::fail("Jool wants CAP_NET_ADMIN", EPERM);
    EXPECT_EQ(make_plan(usual(), box).error().errno_value, EPERM);
    box = bare_box();
    box.firewall = base::fail("the packet filter wants CAP_NET_ADMIN", EPERM);
    EXPECT_EQ(make_plan(usual(), box).error().errno_value, EPERM);
    box = bare_box();
    box.sysctl = base::fail("cannot read", EIO);
    EXPECT_EQ(make_plan(usual(), box).error().errno_value, EIO);
}

TEST(Plan, IptablesNeedsTheTarget) {
    EXPECT_THAT(refused(usual("framework = \"iptables\""), bare_box({4, 1, 13, 0})),
                HasSubstr("framework = \"netfilter\""));
}

TEST(Plan, OtherManagersAndVersionsAreSpokenOf) {
    SimulatedBox box = box_with(usual());
    box.box().module->is_jool_service_enabled = true;
    box.box().module->disk_version = jool::Version{4, 1, 13, 0};
    const Plan plan = planned(usual(), box.box());
    EXPECT_TRUE(plan.empty());
    EXPECT_THAT(plan.warnings, testing::Contains(HasSubstr("jool.service is enabled")));
    EXPECT_THAT(plan.warnings, testing::Contains(HasSubstr("4.1.13 is on disk")));
}

TEST(Costs, SessionsAreCountedInWords) {
    EXPECT_EQ(ends_sessions(0), "");
    EXPECT_EQ(ends_sessions(1), "ends 1 session");
    EXPECT_EQ(ends_sessions(214), "ends 214 sessions");
    EXPECT_EQ(ends_sessions(std::nullopt), "ends its sessions");
    model::InstanceFacts instance;
    instance.counters = {{5, ~std::uint64_t{0} - 3}};
    EXPECT_EQ(sessions_of(instance), std::nullopt) << "a gauge below zero is no number";
}

TEST(Costs, ARemovedRangeCostsWhatWasCountedInIt) {
    const SimulatedBox box = box_with(usual());
    Plan plan = planned(test::wanted("[[dns64]]\n[nat64]\n[[nat64.pool4]]\naddress = "
                                     "\"192.0.2.1\"\nprotocols = [\"tcp\", \"udp\"]\n"),
                        box.box());
    auto ranges = removed_ranges(plan);
    ASSERT_EQ(ranges.size(), 1U);
    const auto inside = net::Ipv4Address::parse("192.0.2.1").value();
    EXPECT_TRUE(holds(ranges[0], jool::Protocol::icmp, {inside, 61000}));
    EXPECT_FALSE(holds(ranges[0], jool::Protocol::icmp, {inside, 60999}));
    EXPECT_FALSE(holds(ranges[0], jool::Protocol::udp, {inside, 61000}));
    ranges[0].sessions = 3;
    set_costs(plan, ranges);
    EXPECT_EQ(plan.steps.back().cost, "ends 3 sessions");
}

}  // namespace
}  // namespace gate64::nat64ctl::plan
