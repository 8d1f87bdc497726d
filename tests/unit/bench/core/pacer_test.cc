// SPDX-License-Identifier: Apache-2.0
#include "bench/core/pacer.h"

#include <gtest/gtest.h>

namespace gate64::bench {
namespace {

TEST(OpenLoop, QuestionsAreDueByTheirNumberAlone) {
    OpenLoop pace(1000, 1'000'001'000, 4);
    for (const Nanoseconds due : {1000, 250'001'000, 500'001'000, 750'001'000}) {
        ASSERT_EQ(pace.due(), due);
        pace.sent();
    }
    EXPECT_FALSE(pace.due());
    EXPECT_EQ(pace.left(), 0U);
}

TEST(OpenLoop, AStallMakesNoQuestionFewer) {
    OpenLoop pace(0, 1'000'000'000, 1000);
    // Nobody sends for a second; all thousand are still due, each at its own time.
    EXPECT_EQ(pace.left(), 1000U);
    for (int i = 0; i < 1000; ++i) {
        ASSERT_EQ(pace.due(), Nanoseconds{1'000'000} * i);
        pace.sent();
    }
    EXPECT_FALSE(pace.due());
}

TEST(OpenLoop, RatesThatDoNotDivideTheSecondKeepTheirCount) {
    OpenLoop pace(0, 3'000'000'000, 333333);
    std::uint64_t count = 0;
    for (; pace.due(); ++count)
        pace.sent();
    EXPECT_NEAR(static_cast<double>(count), 999999, 1);
    EXPECT_LE(pace.left(), 1U);
}

}  // namespace
}  // namespace gate64::bench
