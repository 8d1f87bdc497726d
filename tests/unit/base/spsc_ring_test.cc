// SPDX-License-Identifier: Apache-2.0
#include "shared/base/spsc_ring.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace gate64::base {
namespace {

TEST(SpscRing, FirstInFirstOut) {
    SpscRing<int> ring(4);
    int value = 0;
    EXPECT_FALSE(ring.pop(value));
    for (int i = 0; i < 4; ++i)
        EXPECT_TRUE(ring.push(int{i}));
    for (int i = 0; i < 4; ++i) {
        ASSERT_TRUE(ring.pop(value));
        EXPECT_EQ(value, i);
    }
    EXPECT_FALSE(ring.pop(value));
}

TEST(SpscRing, FullLeavesTheValueWithTheCaller) {
    SpscRing<std::unique_ptr<int>> ring(3);  // rounded up to 4
    for (int i = 0; i < 4; ++i)
        EXPECT_TRUE(ring.push(std::make_unique<int>(i)));
    auto kept = std::make_unique<int>(99);
    EXPECT_FALSE(ring.push(std::move(kept)));
    ASSERT_NE(kept, nullptr);
    std::unique_ptr<int> out;
    ASSERT_TRUE(ring.pop(out));
    EXPECT_TRUE(ring.push(std::move(kept)));
    EXPECT_EQ(kept, nullptr);
}

TEST(SpscRing, SmallestRingHoldsOne) {
    SpscRing<int> ring(0);
    EXPECT_TRUE(ring.push(1));
    EXPECT_FALSE(ring.push(2));
    int value = 0;
    EXPECT_TRUE(ring.pop(value));
    EXPECT_EQ(value, 1);
}

TEST(SpscRing, TwoThreadsSeeEveryValueOnceAndInOrder) {
    constexpr std::uint64_t count = 100'000;
    SpscRing<std::unique_ptr<std::uint64_t>> ring(64);
    std::thread producer([&ring] {
        for (std::uint64_t i = 0; i < count;) {
            auto value = std::make_unique<std::uint64_t>(i);
            while (!ring.push(std::move(value)))
                std::this_thread::yield();
            ++i;
        }
    });
    std::uint64_t wrong = 0;
    for (std::uint64_t i = 0; i < count;) {
        std::unique_ptr<std::uint64_t> value;
        if (!ring.pop(value)) {
            std::this_thread::yield();
            continue;
        }
        if (*value != i) ++wrong;
        ++i;
    }
    producer.join();
    EXPECT_EQ(wrong, 0U);
}

}  // namespace
}  // namespace gate64::base
