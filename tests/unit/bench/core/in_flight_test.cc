// SPDX-License-Identifier: Apache-2.0
#include "bench/core/in_flight.h"

#include <gtest/gtest.h>

#include <set>

namespace gate64::bench {
namespace {

using Kind = InFlight::Match::Kind;

TEST(InFlight, AnAnswerFindsItsQuestionOnce) {
    InFlight table(2);
    const auto id = table.open(1, 42, 1000, 1001);
    ASSERT_TRUE(id);
    EXPECT_EQ(table.waiting(), 1U);
    EXPECT_EQ(table.close(0, *id).kind, Kind::unknown);
    const auto match = table.close(1, *id);
    EXPECT_EQ(match.kind, Kind::waiting);
    EXPECT_EQ(match.key, 42U);
    EXPECT_EQ(match.intended, 1000);
    EXPECT_EQ(table.close(1, *id).kind, Kind::unknown);
    EXPECT_EQ(table.waiting(), 0U);
}

TEST(InFlight, WhatIsGivenUpIsLateWhenItComes) {
    InFlight table(1);
    const auto first = table.open(0, 1, 0, 100);
    const auto second = table.open(0, 2, 0, 200);
    EXPECT_EQ(table.give_up(150), 1U);
    EXPECT_EQ(table.waiting(), 1U);
    EXPECT_EQ(table.close(0, *first).kind, Kind::late);
    EXPECT_EQ(table.close(0, *second).kind, Kind::waiting);
    EXPECT_EQ(table.give_up(1000), 0U);
}

TEST(InFlight, AnsweredOutOfOrderTheOldestIsStillGivenUpFirst) {
    InFlight table(1);
    const auto first = table.open(0, 1, 0, 100);
    const auto second = table.open(0, 2, 0, 200);
    const auto third = table.open(0, 3, 0, 300);
    EXPECT_EQ(table.close(0, *second).kind, Kind::waiting);
    EXPECT_EQ(table.give_up(250), 1U);
    EXPECT_EQ(table.close(0, *first).kind, Kind::late);
    EXPECT_EQ(table.close(0, *third).kind, Kind::waiting);
}

TEST(InFlight, TheWindowEndsAndIdsInUseAreNotGivenTwice) {
    InFlight table(1U << 14);  // the smallest window
    std::set<std::uint16_t> ids;
    while (const auto id = table.open(3, 0, 0, 0))
        EXPECT_TRUE(ids.insert(*id).second);
    EXPECT_EQ(ids.size(), table.window());
    EXPECT_TRUE(table.open(4, 0, 0, 0));
    EXPECT_EQ(table.close(3, *ids.begin()).kind, Kind::waiting);
    const auto again = table.open(3, 0, 0, 0);
    ASSERT_TRUE(again);
    EXPECT_NE(*again, *ids.begin()) << "a late answer would meet the wrong question";
}

TEST(InFlight, AClientThatGoesTakesItsQuestionsAlong) {
    InFlight table(2);
    (void)table.open(0, 1, 0, 0);
    const auto kept = table.open(1, 2, 0, 0);
    (void)table.open(0, 3, 0, 0);
    EXPECT_EQ(table.give_up_client(0), 2U);
    EXPECT_EQ(table.waiting(), 1U);
    EXPECT_EQ(table.close(1, *kept).key, 2U);
}

}  // namespace
}  // namespace gate64::bench
