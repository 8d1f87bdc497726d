// SPDX-License-Identifier: Apache-2.0
#include "dns64d/metrics/counters.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace gate64::dns64d::metrics {
namespace {

TEST(CounterRows, EveryCounterHasExactlyOneRow) {
    std::set<Count> seen;
    for (const CounterRow& row : counter_rows())
        EXPECT_TRUE(seen.insert(row.counter).second);
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(Count::count_));
}

TEST(CounterRows, FamiliesStandTogetherAndLabelsDiffer) {
    std::set<std::string> families;
    std::set<std::string> series;
    std::string_view current;
    for (const CounterRow& row : counter_rows()) {
        if (row.family != current) {
            EXPECT_TRUE(families.insert(std::string(row.family)).second) << row.family;
            current = row.family;
        }
        EXPECT_TRUE(series.insert(std::string(row.family) + std::string(row.label)).second);
        EXPECT_FALSE(row.help.empty());
    }
}

TEST(Counters, AddsAndReads) {
    Counters counters;
    counters.add(Count::queries_udp);
    counters.add(Count::queries_udp, 4);
    EXPECT_EQ(counters.get(Count::queries_udp), 5U);
    EXPECT_EQ(counters.get(Count::queries_tcp), 0U);
}

TEST(Counters, LatencyFallsIntoTheBucketWhoseBoundItDoesNotExceed) {
    Counters counters;
    for (const std::uint32_t ms : {0U, 1U, 2U, 3U, 5000U, 5001U})
        counters.add_latency(ms);
    EXPECT_EQ(counters.latency_count(0), 2U);
    EXPECT_EQ(counters.latency_count(1), 1U);
    EXPECT_EQ(counters.latency_count(2), 1U);
    EXPECT_EQ(counters.latency_count(latency_bounds_ms.size() - 1), 1U);
    EXPECT_EQ(counters.latency_count(latency_bounds_ms.size()), 1U);
    EXPECT_EQ(counters.latency_sum_ms(), 10007U);
}

}  // namespace
}  // namespace gate64::dns64d::metrics
