// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/take_down.h"

#include <gtest/gtest.h>

#include <variant>

#include "nat64ctl/plan/tune.h"
#include "tests/kit/simulated_box.h"

namespace gate64::nat64ctl::apply {
namespace {

const system::StateKey ours{"boot", 1, "one"};
const system::StateKey other{"boot", 1, "two"};
const std::string forwarding{plan::ipv4_forwarding_key};
const std::string reserved{plan::reserved_ports_key};

model::Box forwarding_box() {
    model::Box box = test::bare_box();
    box.sysctl->ipv4_forwarding = true;
    box.sysctl->reserved = {{8080, 8080}, {61000, 65535}};
    return box;
}

system::State state_with(const system::StateKey& key, std::vector<system::SysctlChange> sysctls) {
    system::State state;
    state.deeds_of(key).sysctls = std::move(sysctls);
    return state;
}

TEST(TakeDown, PutsSettingsBackInTheOppositeOrder) {
    const system::State state =
        state_with(ours, {{forwarding, "0", "1"}, {reserved, "", "61000-65535"}});
    const plan::Plan plan = plan_down(ours, state, forwarding_box());
    ASSERT_EQ(plan.steps.size(), 2U);
    // What others reserved since stays.
    EXPECT_EQ(plan.steps[0].change,
              plan::Change(plan::WriteSysctl{reserved, "8080,61000-65535", "8080"}));
    EXPECT_EQ(plan.steps[1].change, plan::Change(plan::WriteSysctl{forwarding, "1", "0"}));
    EXPECT_TRUE(plan_down(other, state, forwarding_box()).empty());
}

TEST(TakeDown, LeavesSettingsToTheOtherInstance) {
    system::State state = state_with(ours, {{forwarding, "0", "1"}});
    state.deeds_of(ours).installed_guard = true;
    state.deeds_of(other).made_instance = true;
    const plan::Plan plan = plan_down(ours, state, forwarding_box());
    EXPECT_TRUE(plan.empty());
    EXPECT_EQ(plan.warnings.size(), 1U);
    hand_over(ours, state, plan);
    EXPECT_TRUE(state.deeds_of(ours).empty());
    EXPECT_TRUE(state.deeds_of(other).installed_guard);
    const plan::Plan last = plan_down(other, state, forwarding_box());
    ASSERT_EQ(last.steps.size(), 1U);
    EXPECT_EQ(last.steps[0].change, plan::Change(plan::WriteSysctl{forwarding, "1", "0"}));
}

TEST(TakeDown, HandsTheOldestValueOver) {
    system::State state = state_with(ours, {{reserved, "", "61000-61999"}});
    state.deeds_of(other).sysctls = {{reserved, "61000-61999", "61000-65535"}};
    hand_over(ours, state, {});
    EXPECT_EQ(state.deeds_of(other).sysctls,
              (std::vector<system::SysctlChange>{{reserved, "", "61000-65535"}}));
}

TEST(TakeDown, ForgetsWhatItWillNotUndo) {
    system::State state = state_with(ours, {{forwarding, "0", "2"}});
    const plan::Plan plan = plan_down(ours, state, forwarding_box());
    EXPECT_TRUE(plan.empty());
    EXPECT_EQ(plan.warnings.size(), 1U) << "somebody else has changed it";
    hand_over(ours, state, plan);
    EXPECT_TRUE(state.deeds_of(ours).empty());
}

TEST(TakeDown, LeavesWhatTuneMadeLasting) {
    system::State state = state_with(ours, {{forwarding, "0", "1"}});
    state.persistent = {{forwarding, "0", "1"}};
    const plan::Plan plan = plan_down(ours, state, forwarding_box());
    EXPECT_TRUE(plan.empty());
    hand_over(ours, state, plan);
    EXPECT_FALSE(state.deeds_of(ours).empty()) << "tune --revert may come";
}

}  // namespace
}  // namespace gate64::nat64ctl::apply
