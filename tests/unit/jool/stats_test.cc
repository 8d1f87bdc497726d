// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/stats.h"

#include <gtest/gtest.h>

#include <set>

namespace gate64::jool {
namespace {

constexpr Version releases[] = {{4, 1, 8, 0}, {4, 1, 9, 0}, {4, 1, 12, 0}, {4, 1, 13, 0}};

TEST(Stats, TheTailShiftsBetweenReleases) {
    EXPECT_EQ(counter_name({4, 1, 8, 0}, 68), "JSTAT_ICMPEXT_SMALL");
    EXPECT_EQ(counter_name({4, 1, 8, 0}, 70), "JSTAT_UNKNOWN");
    EXPECT_EQ(counter_name({4, 1, 9, 0}, 68), "JSTAT_ICMPEXT_BIG");
    EXPECT_EQ(counter_name({4, 1, 11, 0}, 69), "JSTAT_UNKNOWN");
    EXPECT_EQ(counter_name({4, 1, 12, 0}, 73), "JSTAT_JOOLD_FLUSH_ASAP");
    EXPECT_EQ(counter_name({4, 1, 12, 0}, 84), "JSTAT_UNKNOWN");
    EXPECT_EQ(counter_name({4, 1, 13, 0}, 78), "JSTAT_JOOLD_SSS_ENOSPC");
    EXPECT_EQ(counter_name({4, 1, 15, 0}, 83), "JSTAT_UNKNOWN");
}

TEST(Stats, TheHeadIsTheSameEverywhere) {
    for (const Version& module : releases) {
        EXPECT_EQ(counter_name(module, 1), "JSTAT_RECEIVED6");
        EXPECT_EQ(counter_name(module, 28), "JSTAT_BIB6_NOT_FOUND");
        EXPECT_EQ(counter_name(module, 39), "JSTAT64_SRC");
        EXPECT_EQ(counter_name(module, 50), "JSTAT46_SRC");
        EXPECT_EQ(counter_name(module, 67), "JSTAT_ICMP4ERR_FAILURE");
    }
}

TEST(Stats, NamesAreUniqueAndFoundAgain) {
    for (const Version& module : releases) {
        std::set<std::string> names;
        for (std::uint16_t id = 1; find_counter(module, id) != nullptr; ++id) {
            const std::string name = counter_name(module, id);
            EXPECT_TRUE(names.insert(name).second) << name;
            EXPECT_EQ(counter_id(module, name), id);
            EXPECT_TRUE(find_counter(module, id)->meaning.ends_with("."));
        }
        EXPECT_GE(names.size(), 69U);
    }
}

TEST(Stats, UnknownNumbersStayNumbers) {
    EXPECT_EQ(counter_name({4, 1, 9, 0}, 0), "stat_0");
    EXPECT_EQ(counter_name({4, 1, 9, 0}, 70), "stat_70");
    EXPECT_EQ(counter_name({4, 1, 255, 5}, 68), "stat_68");
    EXPECT_EQ(counter_name({4, 1, 255, 5}, 3), "JSTAT_SUCCESS");
    EXPECT_EQ(counter_id({4, 1, 9, 0}, "JSTAT_JOOLD_ACKS"), std::nullopt);
}

TEST(Stats, GaugesAreTwoAndMayBeNegative) {
    EXPECT_TRUE(find_counter({4, 1, 9, 0}, 4)->is_gauge());
    EXPECT_TRUE(find_counter({4, 1, 9, 0}, 5)->is_gauge());
    EXPECT_FALSE(find_counter({4, 1, 9, 0}, 3)->is_gauge());
    EXPECT_EQ(gauge_value(UINT64_MAX - 2), -3);
    EXPECT_EQ(gauge_value(7), 7);
}

TEST(Stats, ValuesByName) {
    const std::vector<Counter> counters = {{1, 10}, {68, 5}, {69, 7}};
    EXPECT_EQ(value_of({4, 1, 9, 0}, counters, "JSTAT_RECEIVED6"), 10U);
    EXPECT_EQ(value_of({4, 1, 9, 0}, counters, "JSTAT_SUCCESS"), std::nullopt);
    EXPECT_EQ(unknown_of({4, 1, 9, 0}, counters), 7U);
    EXPECT_EQ(unknown_of({4, 1, 255, 5}, counters), 7U);
    EXPECT_EQ(unknown_of({4, 1, 255, 5}, {}), std::nullopt);
}

TEST(Stats, GroupsHaveNames) {
    EXPECT_EQ(name_of(CounterGroup::traffic), "traffic");
    EXPECT_EQ(name_of(CounterGroup::gauges), "gauges");
    EXPECT_EQ(name_of(CounterGroup::exhaustion), "exhaustion");
    EXPECT_EQ(name_of(CounterGroup::refusals), "refusals");
    EXPECT_EQ(name_of(CounterGroup::errors), "errors");
    EXPECT_EQ(name_of(CounterGroup::sync), "sync");
}

}  // namespace
}  // namespace gate64::jool
