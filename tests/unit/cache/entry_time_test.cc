// SPDX-License-Identifier: Apache-2.0
#include "dns64d/cache/entry_time.h"

#include <gtest/gtest.h>

#include <limits>

namespace gate64::dns64d::cache {
namespace {

base::Instant at(std::int64_t ms) {
    return base::Instant(base::Duration(ms));
}

TEST(Lifetime, EndsToTheMillisecond) {
    const Lifetime life = Lifetime::from(at(1'000), 2);
    EXPECT_TRUE(life.is_fresh(at(1'000)));
    EXPECT_TRUE(life.is_fresh(at(2'999)));
    EXPECT_FALSE(life.is_fresh(at(3'000)));
    EXPECT_TRUE(life.is_within(at(3'499), base::Duration(500)));
    EXPECT_FALSE(life.is_within(at(3'500), base::Duration(500)));
}

TEST(Lifetime, LastTenth) {
    const Lifetime life = Lifetime::from(at(0), 10);
    EXPECT_FALSE(life.is_in_last_tenth(at(8'999)));
    EXPECT_TRUE(life.is_in_last_tenth(at(9'000)));
    EXPECT_FALSE(life.is_in_last_tenth(at(10'000)));
}

TEST(Lifetime, LongestTtlDoesNotOverflow) {
    const Lifetime life = Lifetime::from(at(0), std::numeric_limits<std::uint32_t>::max());
    EXPECT_TRUE(life.is_fresh(at(4'000'000'000'000)));
    EXPECT_EQ(life.age(at(1'999)), 1U);
}

}  // namespace
}  // namespace gate64::dns64d::cache
