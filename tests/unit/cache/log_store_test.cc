// SPDX-License-Identifier: Apache-2.0
#include "dns64d/cache/log_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

namespace gate64::dns64d::cache {
namespace {

constexpr std::size_t small = LogStore::capacity_bytes_min;

/// Hashes as a keyed hash would give them: any bit may differ.
std::uint64_t spread(std::uint64_t number) {
    return (number + 1) * 0x9E3779B97F4A7C15;
}

/// Entries that begin with their number; the rest repeats its low octet.
bool put(LogStore& store, std::uint64_t number, std::size_t size = 100) {
    const base::MutableBytes space = store.insert(spread(number), size);
    if (space.empty()) return false;
    EXPECT_EQ(space.size(), size);
    std::fill(space.begin(), space.end(), static_cast<std::uint8_t>(number));
    std::memcpy(space.data(), &number, sizeof number);
    return true;
}

auto is_number(std::uint64_t number) {
    return [number](base::Bytes payload) {
        return std::memcmp(payload.data(), &number, sizeof number) == 0;
    };
}

base::MutableBytes get(LogStore& store, std::uint64_t number) {
    return store.find(spread(number), is_number(number));
}

/// Looks without marking as read.
bool holds(LogStore& store, std::uint64_t number) {
    bool seen = false;
    (void)store.find(spread(number), [&](base::Bytes payload) {
        seen = seen || is_number(number)(payload);
        return false;
    });
    return seen;
}

TEST(LogStore, FindsWhatWasPut) {
    LogStore store(small);
    ASSERT_TRUE(put(store, 1, 40));
    ASSERT_TRUE(put(store, 2, 41));
    ASSERT_EQ(get(store, 1).size(), 40U);
    EXPECT_EQ(get(store, 2).size(), 41U);
    EXPECT_EQ(get(store, 2)[40], 2U);
    EXPECT_TRUE(get(store, 3).empty());
    EXPECT_EQ(store.entries(), 2U);
}

TEST(LogStore, ChangesInPlaceStay) {
    LogStore store(small);
    ASSERT_TRUE(put(store, 1));
    get(store, 1)[50] = 0xEE;
    EXPECT_EQ(get(store, 1)[50], 0xEEU);
}

TEST(LogStore, EntriesOfOneHashComeNewestFirst) {
    LogStore store(small);
    for (std::uint8_t i = 0; i < 3; ++i)
        store.insert(7, 1)[0] = i;
    std::vector<int> seen;
    (void)store.find(7, [&](base::Bytes payload) {
        seen.push_back(payload[0]);
        return false;
    });
    EXPECT_EQ(seen, (std::vector<int>{2, 1, 0}));
    EXPECT_EQ(store.remove(7, [](base::Bytes payload) { return payload[0] != 1; }), 2U);
    EXPECT_EQ(store.find(7, [](base::Bytes) { return true; })[0], 1U);
}

TEST(LogStore, PayloadsAreAligned) {
    LogStore store(small);
    for (std::size_t size : {1U, 15U, 16U, 17U, 100U}) {
        const void* start = store.insert(size, size).data();
        EXPECT_EQ(std::bit_cast<std::uintptr_t>(start) % 16, 0U);
    }
}

TEST(LogStore, RefusesWhatIsTooBig) {
    LogStore store(small);
    EXPECT_GT(store.entry_bytes_max(), 8U * 1024);
    EXPECT_TRUE(put(store, 1, store.entry_bytes_max()));
    EXPECT_FALSE(put(store, 2, store.entry_bytes_max() + 1));
    EXPECT_TRUE(store.insert(3, 0).empty());
    EXPECT_EQ(store.entries(), 1U);
    EXPECT_FALSE(get(store, 1).empty());
}

TEST(LogStore, NeverTakesMoreThanItWasGiven) {
    for (std::size_t bytes : {std::size_t{0}, small, small + 1, small * 3 + 77, small * 64}) {
        LogStore store(bytes);
        EXPECT_LE(store.capacity_bytes(), std::max(bytes, small));
        EXPECT_GE(store.capacity_bytes() + 32, std::max(bytes, small));
    }
}

TEST(LogStore, OldestLeavesFirst) {
    LogStore store(small);
    std::uint64_t last = 0;
    while (store.evictions() == 0)
        ASSERT_TRUE(put(store, last++));
    EXPECT_FALSE(holds(store, 0));
    EXPECT_TRUE(holds(store, 1));
    const std::uint64_t fit = store.entries();
    for (std::uint64_t i = 0; i < 10 * fit; ++i)
        ASSERT_TRUE(put(store, last++));
    for (std::uint64_t i = 0; i < last; ++i)
        ASSERT_EQ(holds(store, i), i >= last - store.entries()) << i;
}

TEST(LogStore, SecondChanceKeepsWhatIsRead) {
    LogStore store(small);
    for (std::uint64_t hot = 0; hot < 10; ++hot)
        ASSERT_TRUE(put(store, hot));
    for (std::uint64_t cold = 100; cold < 50'000; ++cold) {
        ASSERT_TRUE(put(store, cold));
        if (cold % 100 != 0) continue;
        for (std::uint64_t hot = 0; hot < 10; ++hot)
            ASSERT_FALSE(get(store, hot).empty()) << hot << " lost at " << cold;
    }
    for (std::uint64_t hot = 0; hot < 10; ++hot) {
        const base::MutableBytes entry = get(store, hot);
        EXPECT_EQ(std::count(entry.begin() + 8, entry.end(), static_cast<std::uint8_t>(hot)), 92);
    }
}

TEST(LogStore, SecondChanceIsOneChance) {
    LogStore store(small);
    ASSERT_TRUE(put(store, 0));
    ASSERT_FALSE(get(store, 0).empty());
    for (std::uint64_t cold = 1; cold < 2000; ++cold)
        ASSERT_TRUE(put(store, cold));
    EXPECT_FALSE(holds(store, 0));
}

TEST(LogStore, EvictsEvenWhenEverythingIsRead) {
    LogStore store(small);
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        ASSERT_TRUE(put(store, i));
        ASSERT_FALSE(get(store, i).empty());
    }
    EXPECT_GT(store.evictions(), 15'000U);
}

TEST(LogStore, OneInsertGivesFewSecondChances) {
    LogStore store(small);
    std::uint64_t count = 0;
    while (store.evictions() == 0)
        ASSERT_TRUE(put(store, count++));
    for (std::uint64_t i = 1; i < count; ++i)
        ASSERT_FALSE(get(store, i).empty());
    ASSERT_TRUE(put(store, count));
    std::uint64_t victim = 1;
    while (holds(store, victim))
        ++victim;
    EXPECT_GT(victim, 1U);
    EXPECT_LT(victim, 30U);
    EXPECT_TRUE(holds(store, count));
}

TEST(LogStore, ClearForgetsAllAndWorksOn) {
    LogStore store(small);
    for (std::uint64_t i = 0; i < 3000; ++i)
        ASSERT_TRUE(put(store, i));
    store.clear();
    EXPECT_EQ(store.entries(), 0U);
    EXPECT_EQ(store.used_bytes(), 0U);
    EXPECT_FALSE(holds(store, 2999));
    ASSERT_TRUE(put(store, 5));
    EXPECT_FALSE(get(store, 5).empty());
    EXPECT_EQ(store.used_bytes(), LogStore::footprint(100));
}

TEST(LogStore, RemovedRoomIsUsedAgain) {
    LogStore store(small);
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        ASSERT_TRUE(put(store, i, 8 + i % 700));
        ASSERT_EQ(store.remove(spread(i), is_number(i)), 1U);
    }
    EXPECT_EQ(store.entries(), 0U);
    EXPECT_EQ(store.used_bytes(), 0U);
    EXPECT_EQ(store.evictions(), 0U);
}

}  // namespace
}  // namespace gate64::dns64d::cache
