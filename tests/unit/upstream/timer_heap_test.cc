// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/timer_heap.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace gate64::dns64d::upstream {
namespace {

base::Instant at(std::int64_t ms) {
    return base::Instant{base::Duration{ms}};
}

TEST(TimerHeap, SmallestFirst) {
    TimerHeap heap(4);
    EXPECT_TRUE(heap.empty());
    EXPECT_EQ(heap.next_due(), base::Instant::max());
    heap.set(0, at(30));
    heap.set(1, at(10));
    heap.set(2, at(20));
    EXPECT_EQ(heap.next_slot(), 1U);
    heap.set(1, at(40));
    EXPECT_EQ(heap.next_slot(), 2U);
    heap.set(0, at(5));
    EXPECT_EQ(heap.next_slot(), 0U);
    heap.remove(0);
    heap.remove(0);
    heap.remove(3);
    EXPECT_EQ(heap.next_due(), at(20));
    heap.remove(2);
    heap.remove(1);
    EXPECT_TRUE(heap.empty());
}

TEST(TimerHeap, AgreesWithAMap) {
    constexpr std::uint32_t slots = 200;
    TimerHeap heap(slots);
    std::map<std::uint32_t, std::int64_t> model;
    std::mt19937_64 random(7);
    for (int step = 0; step < 100'000; ++step) {
        const auto slot = static_cast<std::uint32_t>(random() % slots);
        if (random() % 3 == 0) {
            heap.remove(slot);
            model.erase(slot);
        } else {
            const auto due = static_cast<std::int64_t>(random() % 1000);
            heap.set(slot, at(due));
            model[slot] = due;
        }
        std::int64_t least = -1;
        for (const auto& [key, due] : model) {
            if (least < 0 || due < least) least = due;
        }
        ASSERT_EQ(heap.empty(), model.empty());
        if (model.empty()) continue;
        ASSERT_EQ(heap.next_due(), at(least));
        ASSERT_EQ(model.at(heap.next_slot()), least);
    }
}

}  // namespace
}  // namespace gate64::dns64d::upstream
