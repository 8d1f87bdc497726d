// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/servers.h"

#include <gtest/gtest.h>

#include "tests/unit/upstream/world.h"

namespace gate64::dns64d::upstream {
namespace {

using namespace test;
using base::Duration;
using base::Instant;

Instant at(std::int64_t ms) {
    return Instant{Duration{ms}};
}

std::size_t server_count(const ServerTable& table) {
    std::size_t count = 0;
    table.for_each([&](const Server&) { ++count; });
    return count;
}

void set_down(Server& server) {
    for (const int ms : {1000, 2000, 3000})
        server.health.on_timeout(at(ms), at(ms + 400));
}

struct Chosen : testing::Test {
    Chosen() : set(table.acquire(World::make_set(3))) {
        for (std::size_t i = 0; i < 3; ++i)
            set.servers[i]->health.on_answer(Duration{10 * (3 - static_cast<int>(i))}, at(0));
    }
    std::array<int, 3> sample(int rounds = 10'000) {
        std::array<int, 3> counts{};
        for (int i = 0; i < rounds; ++i)
            ++counts[first_server(set, random)];
        return counts;
    }
    ServerTable table{HealthLimits{}};
    ServerSet& set;
    SeededRandom random{42};
};

TEST_F(Chosen, QuickestWithALittleExploration) {
    const auto counts = sample();
    EXPECT_GT(counts[2], 9600);
    EXPECT_GT(counts[0], 30);
    EXPECT_GT(counts[1], 30);
}

TEST_F(Chosen, BetterTierBeforeQuicker) {
    set_down(*set.servers[2]);
    set.servers[1]->health.on_timeout(at(1), at(50));
    EXPECT_EQ(sample()[0], 10'000);
    EXPECT_FALSE(all_down(set));
    set_down(*set.servers[0]);
    EXPECT_EQ(sample()[1], 10'000);
    set_down(*set.servers[1]);
    EXPECT_TRUE(all_down(set));
    EXPECT_GT(sample()[2], 9600);
}

TEST_F(Chosen, UnknownOnesAreTriedSoon) {
    ServerSet& fresh = table.acquire(World::make_set(4, 9));
    std::array<int, 4> counts{};
    for (int i = 0; i < 10'000; ++i)
        ++counts[first_server(fresh, random)];
    EXPECT_GT(counts[3], 1000);
    EXPECT_LT(counts[3], 1500);
}

TEST_F(Chosen, NextIsLeastAskedThenBest) {
    Tries tries{};
    EXPECT_EQ(next_server(set, tries), 2U);
    tries[2] = 1;
    EXPECT_EQ(next_server(set, tries), 1U);
    tries[1] = 1;
    EXPECT_TRUE(has_untried(set, tries));
    set_down(*set.servers[0]);
    EXPECT_FALSE(has_untried(set, tries));
    EXPECT_EQ(next_server(set, tries), 2U);
    set_down(*set.servers[1]);
    set_down(*set.servers[2]);
    EXPECT_EQ(next_server(set, tries), 0U);
    EXPECT_TRUE(has_untried(set, tries));
}

TEST(ServerTable, SetsLiveAsLongAsTheyAreUsed) {
    ServerTable table{HealthLimits{}};
    const auto first = World::make_set(2, 1);
    table.configure({first});
    ServerSet& used = table.acquire(first);
    Server* const kept = used.servers[0];
    table.configure({World::make_set(1, 2)});
    EXPECT_EQ(server_count(table), 2U);
    EXPECT_EQ(used.servers[0], kept);
    EXPECT_EQ(used.servers.size(), 2U);
    table.release(used);
    EXPECT_EQ(server_count(table), 1U);
    table.for_each([&](const Server& server) { EXPECT_EQ(&server, kept); });
    table.configure({});
    EXPECT_EQ(server_count(table), 0U);
}

TEST(ServerTable, SameAddressInTwoZonesIsTwoServers) {
    ServerTable table{HealthLimits{}};
    auto corp = World::make_set(1, 2);
    corp.zone = name("corp.example.");
    table.configure({World::make_set(1, 1), corp});
    EXPECT_EQ(server_count(table), 2U);
}

TEST(ServerTable, RepeatedAndTooManyServers) {
    ServerTable table{HealthLimits{}};
    auto set = World::make_set(100, 1);
    set.servers[1] = set.servers[0];
    table.configure({set});
    EXPECT_EQ(table.acquire(set).servers.size(), servers_per_set_max);
    EXPECT_EQ(server_count(table), servers_per_set_max);
}

TEST(ServerTable, SameKeyWithOtherContentIsAnotherSet) {
    ServerTable table{HealthLimits{}};
    ServerSet& one = table.acquire(World::make_set(1, 1));
    ServerSet& two = table.acquire(World::make_set(2, 1));
    EXPECT_NE(&one, &two);
    EXPECT_EQ(one.servers[0], two.servers[0]);
    table.release(one);
    EXPECT_EQ(two.servers.size(), 2U);
    EXPECT_EQ(server_count(table), 2U);
    table.release(two);
    EXPECT_EQ(server_count(table), 0U);
}

}  // namespace
}  // namespace gate64::dns64d::upstream
