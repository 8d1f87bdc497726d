// SPDX-License-Identifier: Apache-2.0
#include "bench/core/zipf.h"

#include <gtest/gtest.h>

#include <vector>

#include "bench/core/seeded.h"

namespace gate64::bench {
namespace {

TEST(Zipf, RanksAreAsLikelyAsTheirShare) {
    const Zipf zipf(4, 1.0);  // 1, 1/2, 1/3, 1/4 of 25/12
    EXPECT_EQ(zipf.rank(0), 0U);
    EXPECT_EQ(zipf.rank(0.479), 0U);
    EXPECT_EQ(zipf.rank(0.481), 1U);
    EXPECT_EQ(zipf.rank(0.719), 1U);
    EXPECT_EQ(zipf.rank(0.721), 2U);
    EXPECT_EQ(zipf.rank(0.879), 2U);
    EXPECT_EQ(zipf.rank(0.881), 3U);
    EXPECT_EQ(zipf.rank(0.9999999), 3U);
}

TEST(Zipf, ExponentZeroIsUniform) {
    const Zipf zipf(10, 0);
    Seeded random(1);
    std::vector<int> seen(10);
    for (int i = 0; i < 100000; ++i)
        ++seen[zipf.rank(random.unit())];
    for (const int count : seen)
        EXPECT_NEAR(count, 10000, 500);
}

}  // namespace
}  // namespace gate64::bench
