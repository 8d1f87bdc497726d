// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/metrics/gauge_keeper.h"

#include <gtest/gtest.h>

namespace gate64::nat64ctl::metrics {
namespace {

const jool::Version module{4, 1, 9, 0};

/// RECEIVED6, BIB_ENTRIES, SESSIONS.
std::vector<jool::Counter> counters(std::uint64_t received, std::int64_t bindings,
                                    std::int64_t sessions) {
    return {{1, received},
            {4, static_cast<std::uint64_t>(bindings)},
            {5, static_cast<std::uint64_t>(sessions)}};
}

TEST(GaugeKeeper, BelievesTheKernelWhileNothingWasReset) {
    GaugeKeeper keeper;
    EXPECT_FALSE(keeper.observe(module, counters(10, 5, 7)));
    EXPECT_FALSE(keeper.observe(module, counters(20, 3, 2))) << "gauges may fall";
    EXPECT_EQ(keeper.sizes(), (TableSizes{3, 2}));
    EXPECT_EQ(keeper.resets(), 0U);
}

TEST(GaugeKeeper, StaysRightAfterAReset) {
    GaugeKeeper keeper;
    EXPECT_FALSE(keeper.observe(module, counters(1000, 500, 700)));
    // The instance was replaced: counters and gauges restart, 500 bindings are still there.
    EXPECT_TRUE(keeper.observe(module, counters(3, 2, 2)));
    EXPECT_EQ(keeper.resets(), 1U);
    keeper.calibrate({502, 702});
    EXPECT_EQ(keeper.sizes(), (TableSizes{502, 702}));
    // 400 of the old ones go: the kernel's gauge is below zero, the table is not.
    EXPECT_FALSE(keeper.observe(module, counters(9, -398, -498)));
    EXPECT_EQ(keeper.sizes(), (TableSizes{102, 202}));
    EXPECT_FALSE(keeper.observe(module, counters(9, -500, -700)));
    EXPECT_EQ(keeper.sizes(), (TableSizes{0, 0}));
}

TEST(GaugeKeeper, AsksForACountWhenItStartsAfterAReset) {
    GaugeKeeper keeper;
    EXPECT_TRUE(keeper.observe(module, counters(5, -3, 4)));
    EXPECT_EQ(keeper.sizes(), (TableSizes{0, 4})) << "never a number below zero";
    keeper.calibrate({40, 50});
    EXPECT_FALSE(keeper.observe(module, counters(6, -2, 4)));
    EXPECT_EQ(keeper.sizes(), (TableSizes{41, 50}));
    EXPECT_EQ(keeper.resets(), 0U) << "none was seen";
}

TEST(GaugeKeeper, ASecondResetForgetsTheFirst) {
    GaugeKeeper keeper;
    EXPECT_TRUE(keeper.observe(module, counters(5, -3, -4)));
    keeper.calibrate({40, 50});
    EXPECT_TRUE(keeper.observe(module, counters(1, 0, 0)));
    keeper.calibrate({0, 0});
    EXPECT_EQ(keeper.sizes(), (TableSizes{0, 0}));
    EXPECT_EQ(keeper.resets(), 1U);
}

}  // namespace
}  // namespace gate64::nat64ctl::metrics
