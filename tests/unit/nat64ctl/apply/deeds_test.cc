// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/deeds.h"

#include <gmock/gmock.h>

#include "nat64ctl/plan/tune.h"

namespace gate64::nat64ctl::apply {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

plan::Change sysctl(std::string_view key, std::string before, std::string after) {
    return plan::WriteSysctl{std::string(key), std::move(before), std::move(after)};
}

std::vector<plan::Change> down() {
    return {plan::RemoveInterception{model::Family::ipv4, "a"}, plan::RemoveInstance{},
            plan::SetGuard{model::GuardSpec(), std::nullopt},
            sysctl(plan::ipv4_forwarding_key, "1", "0")};
}

std::vector<plan::Change> up() {
    return {sysctl(plan::ipv4_forwarding_key, "0", "1"),
            plan::SetGuard{std::nullopt, model::GuardSpec()}, plan::AddInstance{},
            plan::AddInterception{model::Family::ipv4, "a"}};
}

TEST(Deeds, WhatIsMadeIsClaimedAheadAndWhatGoesIsForgottenAfter) {
    system::Deeds deeds;
    claim(deeds, up());
    EXPECT_TRUE(deeds.made_instance && deeds.installed_guard);
    EXPECT_THAT(deeds.interception, ElementsAre(model::Family::ipv4));
    EXPECT_EQ(deeds.sysctls.size(), 1U);
    const system::Deeds claimed = deeds;
    settle(deeds, up());
    EXPECT_EQ(deeds, claimed);
    claim(deeds, down());
    EXPECT_EQ(deeds, claimed);
    settle(deeds, down());
    EXPECT_TRUE(deeds.empty());
}

TEST(Deeds, OurPortsAreThoseThatCameWithUs) {
    system::Deeds deeds;
    EXPECT_THAT(reserved_by_us(deeds), IsEmpty());
    settle(deeds, std::vector{sysctl(plan::reserved_ports_key, "8080", "8080,61000-65535")});
    EXPECT_THAT(reserved_by_us(deeds), ElementsAre(model::PortRange{61000, 65535}));
}

TEST(Deeds, PortsThatOthersReservedMeanwhileAreTheirs) {
    system::Deeds deeds;
    settle(deeds, std::vector{sysctl(plan::reserved_ports_key, "", "61000-65535")});
    const std::vector next{
        sysctl(plan::reserved_ports_key, "9000,61000-65535", "9000,62000-65535")};
    claim(deeds, next);
    settle(deeds, next);
    ASSERT_EQ(deeds.sysctls.size(), 1U);
    EXPECT_EQ(deeds.sysctls[0].before, "9000");
    EXPECT_THAT(reserved_by_us(deeds), ElementsAre(model::PortRange{62000, 65535}));
}

TEST(Deeds, ASettingThatOthersChangedMeanwhileGoesBackToTheirs) {
    system::Deeds deeds;
    settle(deeds, std::vector{sysctl(plan::port_range_key, "32768 60999", "1024 4095")});
    settle(deeds, std::vector{sysctl(plan::port_range_key, "20000 30000", "1024 4095")});
    ASSERT_EQ(deeds.sysctls.size(), 1U);
    EXPECT_EQ(deeds.sysctls[0].before, "32768 60999")
        << "the same value again is no change of ours";
    settle(deeds, std::vector{sysctl(plan::port_range_key, "20000 30000", "2048 4095")});
    EXPECT_EQ(deeds.sysctls[0].before, "20000 30000");
}

}  // namespace
}  // namespace gate64::nat64ctl::apply
