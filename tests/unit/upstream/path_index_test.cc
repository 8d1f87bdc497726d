// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/path_index.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/upstream/world.h"

namespace gate64::dns64d::upstream {
namespace {

using namespace test;

struct Indexed : testing::Test {
    Ask& ask(const std::string& qname) {
        const dns::Name owned = name(qname);
        Ask* made = asks.create({owned, dns::rr::a, false, 1});
        EXPECT_NE(made, nullptr);
        return *made;
    }
    void send(Ask& ask_of, PathId path, std::uint16_t id) {
        const unsigned index = ask_of.sends++;
        ask_of.attempts[index].path = path;
        ask_of.attempts[index].id = id;
        paths.add(ask_of, index);
    }
    SeededRandom random{3};
    AskTable asks{100'000, base::HashKey{1, 2}};
    PathIndex paths{asks, base::HashKey{3, 4}};
};

TEST_F(Indexed, FindsByPathAndId) {
    Ask& a = ask("a.");
    Ask& b = ask("b.");
    send(a, 1, 10);
    send(a, 2, 10);
    send(b, 1, 11);
    EXPECT_EQ(paths.find(1, 10).ask, &a);
    EXPECT_EQ(paths.find(1, 10).attempt, 0U);
    EXPECT_EQ(paths.find(2, 10).attempt, 1U);
    EXPECT_EQ(paths.find(1, 11).ask, &b);
    EXPECT_EQ(paths.find(2, 11).ask, nullptr);
    EXPECT_EQ(paths.find(3, 10).ask, nullptr);
    std::vector<PathIndex::Found> found;
    paths.collect(1, found);
    EXPECT_EQ(found.size(), 2U);
    EXPECT_FALSE(paths.was_closed(1, 10));
    paths.remove(a, 0);
    EXPECT_EQ(paths.find(1, 10).ask, nullptr);
    EXPECT_TRUE(paths.was_closed(1, 10));
    EXPECT_EQ(paths.find(1, 11).ask, &b);
    paths.collect(1, found);
    EXPECT_EQ(found.size(), 1U);
}

TEST_F(Indexed, RemovesFromAnywhereInAChain) {
    std::vector<Ask*> all;
    for (std::uint16_t i = 0; i < 300; ++i) {
        all.push_back(&ask("n" + std::to_string(i) + "."));
        send(*all.back(), 1 + i % 3, i);
    }
    for (const unsigned stride : {7U, 5U, 3U, 2U, 1U}) {
        for (std::size_t i = 0; i < all.size(); i += stride) {
            if (all[i] == nullptr) continue;
            paths.remove(*all[i], 0);
            all[i] = nullptr;
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            ASSERT_EQ(paths.find(1 + i % 3, static_cast<std::uint16_t>(i)).ask, all[i]);
        }
    }
}

TEST_F(Indexed, IdsOnOnePathNeverRepeat) {
    std::set<std::uint16_t> used;
    for (int i = 0; i < 5000; ++i) {
        std::uint16_t id = 0;
        ASSERT_TRUE(paths.pick_id(1, random, id));
        ASSERT_TRUE(used.insert(id).second);
        send(ask("n" + std::to_string(i) + "."), 1, id);
    }
}

TEST_F(Indexed, FullPathGivesNoId) {
    class Constant final : public base::Random {
      public:
        [[nodiscard]] std::uint64_t next() noexcept override { return 5; }
    } constant;
    std::uint16_t id = 0;
    ASSERT_TRUE(paths.pick_id(1, constant, id));
    send(ask("a."), 1, id);
    EXPECT_FALSE(paths.pick_id(1, constant, id));
    EXPECT_TRUE(paths.pick_id(2, constant, id));
}

/// Chi-square over 256 bins of the high and the low octet; the 0.001 quantile of 255 degrees of
/// freedom is 330.5.
TEST_F(Indexed, IdsAreUniform) {
    std::array<std::array<double, 256>, 2> bins{};
    constexpr int picks = 50'000;
    for (int i = 0; i < picks; ++i) {
        std::uint16_t id = 0;
        ASSERT_TRUE(paths.pick_id(1, random, id));
        ++bins[0][id >> 8];
        ++bins[1][id & 0xFF];
    }
    for (const auto& octet : bins) {
        double chi = 0;
        for (const double seen : octet)
            chi += (seen - picks / 256.0) * (seen - picks / 256.0) / (picks / 256.0);
        EXPECT_LT(chi, 330.5);
    }
}

}  // namespace
}  // namespace gate64::dns64d::upstream
