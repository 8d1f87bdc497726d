// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/health.h"

#include <gtest/gtest.h>

namespace gate64::dns64d::upstream {
namespace {

using base::Duration;
using base::Instant;

Instant at(std::int64_t ms) {
    return Instant{Duration{ms}};
}

TEST(ServerHealth, UnknownWaitsTheStartTime) {
    const ServerHealth health({});
    EXPECT_FALSE(health.known());
    EXPECT_EQ(health.tier(), Tier::good);
    EXPECT_EQ(health.timeout(), Duration{400});
}

TEST(ServerHealth, TimeoutFollowsRoundTripAndVariance) {
    ServerHealth health({});
    for (int i = 0; i < 100; ++i)
        health.on_answer(Duration{2}, at(i));
    EXPECT_EQ(health.timeout(), Duration{50}) << "lower bound";
    for (int i = 0; i < 200; ++i)
        health.on_answer(Duration{200}, at(1000 + i));
    EXPECT_NEAR(health.smoothed_rtt_ms(), 200, 2);
    EXPECT_GE(health.timeout(), Duration{200});
    EXPECT_LE(health.timeout(), Duration{210});
    for (int i = 0; i < 50; ++i)
        health.on_answer(Duration{i % 2 == 0 ? 5 : 400}, at(2000 + i));
    EXPECT_GT(health.timeout(), Duration{500}) << "variance counts";
    health.on_answer(Duration{100'000}, at(9000));
    EXPECT_EQ(health.timeout(), Duration{1500}) << "upper bound";
}

TEST(ServerHealth, SilenceMakesDoubtfulThenDown) {
    ServerHealth health({});
    health.on_answer(Duration{10}, at(0));
    health.on_timeout(at(100), at(150));
    EXPECT_EQ(health.tier(), Tier::doubtful);
    for (int i = 0; i < 50; ++i)
        health.on_timeout(at(101), at(160));
    EXPECT_EQ(health.tier(), Tier::doubtful) << "a short silence of many questions";
    health.on_timeout(at(1050), at(1100));
    EXPECT_EQ(health.tier(), Tier::down);
    health.on_answer(Duration{30}, at(2000));
    EXPECT_EQ(health.tier(), Tier::good);
    EXPECT_EQ(health.smoothed_rtt_ms(), 30);
}

TEST(ServerHealth, TwoLossesOverALongTimeAreNotDown) {
    ServerHealth health({});
    health.on_timeout(at(0), at(400));
    health.on_timeout(at(60'000), at(60'400));
    EXPECT_EQ(health.tier(), Tier::doubtful);
}

TEST(ServerHealth, LossesAmongAnswersDoNotCount) {
    ServerHealth health({});
    for (int i = 0; i < 1000; ++i) {
        health.on_answer(Duration{10}, at(100 * i + 20));
        health.on_timeout(at(100 * i + 5), at(100 * i + 60));
        ASSERT_EQ(health.tier(), Tier::good);
    }
}

TEST(ServerHealth, RefusalsMakeDoubtful) {
    ServerHealth health({});
    for (int i = 0; i < 3; ++i)
        health.on_failure(true, at(i));
    EXPECT_EQ(health.tier(), Tier::good);
    health.on_failure(false, at(3));
    for (int i = 0; i < 3; ++i)
        health.on_failure(true, at(4 + i));
    EXPECT_EQ(health.tier(), Tier::good) << "not in a row";
    health.on_failure(true, at(7));
    EXPECT_EQ(health.tier(), Tier::doubtful);
    health.on_answer(Duration{1}, at(8));
    EXPECT_EQ(health.tier(), Tier::good);
}

TEST(ServerHealth, ProbesBackOffFromOneSecondToSixty) {
    ServerHealth health({});
    health.on_timeout(at(0), at(400));
    EXPECT_TRUE(health.take_probe(at(500)));
    EXPECT_FALSE(health.take_probe(at(1499)));
    EXPECT_TRUE(health.take_probe(at(1500)));
    health.on_timeout(at(500), at(2000));
    health.on_timeout(at(1500), at(3000));
    ASSERT_EQ(health.tier(), Tier::down);
    std::int64_t last = 1500;
    for (const std::int64_t gap : {1, 1, 2, 4, 8, 16, 32, 60, 60, 60}) {
        EXPECT_FALSE(health.take_probe(at(last + gap * 1000 - 1))) << gap;
        EXPECT_TRUE(health.take_probe(at(last + gap * 1000))) << gap;
        last += gap * 1000;
    }
    health.on_answer(Duration{5}, at(last + 5));
    EXPECT_TRUE(health.take_probe(at(last + 61'000)));
    EXPECT_TRUE(health.take_probe(at(last + 62'000))) << "the back-off starts over";
}

}  // namespace
}  // namespace gate64::dns64d::upstream
