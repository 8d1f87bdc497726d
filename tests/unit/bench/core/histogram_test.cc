// SPDX-License-Identifier: Apache-2.0
#include "bench/core/histogram.h"

#include <gtest/gtest.h>

#include "bench/core/seeded.h"

namespace gate64::bench {
namespace {

TEST(Histogram, EmptyHasNoValues) {
    const Histogram none;
    EXPECT_EQ(none.count(), 0U);
    EXPECT_EQ(none.min(), 0U);
    EXPECT_EQ(none.quantile(0.99), 0U);
    EXPECT_EQ(none.mean(), 0.0);
}

TEST(Histogram, BucketsCoverEveryValueWithoutGapOrOverlap) {
    std::uint64_t value = 0;
    std::size_t bucket = 0;
    while (value < Histogram::value_max) {
        ASSERT_EQ(Histogram::bucket_of(value), bucket) << value;
        const std::uint64_t end = Histogram::upper_end(bucket);
        ASSERT_GE(end, value);
        ASSERT_EQ(Histogram::bucket_of(end), bucket);
        value = end + 1;
        ++bucket;
    }
    EXPECT_EQ(value, Histogram::value_max + 1);
}

TEST(Histogram, ABucketIsWithinOnePartIn128OfItsValue) {
    Seeded random(7);
    for (int i = 0; i < 10000; ++i) {
        const std::uint64_t value = random.next() >> (24 + random.below(40));
        const std::uint64_t end = Histogram::upper_end(Histogram::bucket_of(value));
        ASSERT_GE(end, value);
        ASSERT_LE(end - value, value / 128);
    }
}

TEST(Histogram, QuantilesOfOneToAThousand) {
    Histogram histogram;
    for (std::uint64_t i = 1; i <= 1000; ++i)
        histogram.add(i);
    EXPECT_EQ(histogram.quantile(0), 1U);
    EXPECT_NEAR(static_cast<double>(histogram.quantile(0.5)), 500, 4);
    EXPECT_NEAR(static_cast<double>(histogram.quantile(0.99)), 990, 8);
    EXPECT_EQ(histogram.quantile(1), 1000U);
    EXPECT_DOUBLE_EQ(histogram.mean(), 500.5);
    EXPECT_EQ(histogram.min(), 1U);
}

TEST(Histogram, ValuesBeyondTheEndCountAndKeepTheirMaximum) {
    Histogram histogram;
    histogram.add(Histogram::value_max * 5);
    EXPECT_EQ(histogram.count(), 1U);
    EXPECT_EQ(histogram.max(), Histogram::value_max * 5);
}

TEST(Histogram, AdditionIsTheSameAsCountingTogether) {
    Histogram all;
    Histogram left;
    Histogram right;
    Seeded random(3);
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t value = random.below(1000000);
        all.add(value);
        (i % 3 == 0 ? left : right).add(value);
    }
    left += right;
    for (const double fraction : {0.0, 0.1, 0.5, 0.9, 0.999, 1.0})
        EXPECT_EQ(left.quantile(fraction), all.quantile(fraction));
    EXPECT_EQ(left.count(), all.count());
    EXPECT_EQ(left.min(), all.min());
    EXPECT_EQ(left.max(), all.max());
}

}  // namespace
}  // namespace gate64::bench
