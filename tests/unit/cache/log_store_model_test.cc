// SPDX-License-Identifier: Apache-2.0
// The store against a std::map: a million random operations, sizes from an octet to the largest.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <vector>

#include "dns64d/cache/log_store.h"

namespace gate64::dns64d::cache {
namespace {

struct Expected {
    std::size_t size;
    std::uint8_t fill;
};

/// Few different hashes in a few chains, so chains are long and hashes collide.
std::uint64_t hash(std::uint64_t number) {
    return (number % 150) * 0x1357'9BDF'0246'8ACE;
}

auto is(std::uint64_t number) {
    return [number](base::Bytes payload) {
        return std::memcmp(payload.data(), &number, sizeof number) == 0;
    };
}

class Model {
  public:
    explicit Model(std::uint32_t seed) : store_(LogStore::capacity_bytes_min), random_(seed) {}

    void insert() {
        const std::uint64_t number = below(numbers);
        remove(number);
        const std::size_t size = random_size();
        const std::uint64_t evicted_before = store_.evictions();
        const base::MutableBytes space = store_.insert(hash(number), size);
        ASSERT_EQ(space.size(), size);
        const auto fill = static_cast<std::uint8_t>(random_());
        std::fill(space.begin(), space.end(), fill);
        std::memcpy(space.data(), &number, sizeof number);
        expected_[number] = {size, fill};
        live_bytes_ += LogStore::footprint(size);
        if (store_.evictions() != evicted_before) drop_evicted();
    }
    void find() {
        const std::uint64_t number = below(numbers);
        const base::MutableBytes found = store_.find(hash(number), is(number));
        const auto it = expected_.find(number);
        ASSERT_EQ(!found.empty(), it != expected_.end()) << number;
        if (found.empty()) return;
        ASSERT_EQ(found.size(), it->second.size);
        ASSERT_TRUE(std::all_of(found.begin() + 8, found.end(),
                                [&](std::uint8_t octet) { return octet == it->second.fill; }));
    }
    void remove() { remove(below(numbers)); }
    void clear() {
        store_.clear();
        expected_.clear();
        live_bytes_ = 0;
    }
    void check_accounts() {
        ASSERT_EQ(store_.used_bytes(), live_bytes_);
        ASSERT_EQ(store_.entries(), expected_.size());
        ASSERT_LE(store_.used_bytes(), store_.capacity_bytes());
    }
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(random_()) % bound;
    }
    [[nodiscard]] std::uint64_t evictions() const { return store_.evictions(); }

  private:
    static constexpr std::uint32_t numbers = 600;

    std::size_t random_size() {
        const std::uint32_t kind = below(1000);
        if (kind == 0) return store_.entry_bytes_max();
        return 8 + below(kind < 50 ? 2000 : 200);
    }
    void remove(std::uint64_t number) {
        const std::size_t removed = store_.remove(hash(number), is(number));
        const auto it = expected_.find(number);
        ASSERT_EQ(removed, it != expected_.end() ? 1U : 0U);
        if (it == expected_.end()) return;
        live_bytes_ -= LogStore::footprint(it->second.size);
        expected_.erase(it);
    }
    /// The store chose who leaves; looking must not mark anything as read.
    void drop_evicted() {
        for (auto it = expected_.begin(); it != expected_.end();) {
            bool seen = false;
            (void)store_.find(hash(it->first), [&](base::Bytes payload) {
                seen = seen || is(it->first)(payload);
                return false;
            });
            if (seen) {
                ++it;
                continue;
            }
            live_bytes_ -= LogStore::footprint(it->second.size);
            it = expected_.erase(it);
            ++dropped_;
        }
        ASSERT_EQ(dropped_, store_.evictions());
    }

    LogStore store_;
    std::mt19937 random_;
    std::map<std::uint64_t, Expected> expected_;
    std::size_t live_bytes_ = 0;
    std::uint64_t dropped_ = 0;
};

TEST(LogStoreModel, AMillionRandomOperations) {
    Model model(2024);
    for (int step = 0; step < 1'000'000; ++step) {
        const std::uint32_t what = model.below(100'000);
        if (what < 8'000) {
            model.insert();
        } else if (what < 90'000) {
            model.find();
        } else if (what < 99'999) {
            model.remove();
        } else {
            model.clear();
        }
        model.check_accounts();
        if (testing::Test::HasFatalFailure()) FAIL() << "at step " << step;
    }
}

TEST(LogStoreModel, ChurnWithoutRemoval) {
    Model model(7);
    for (int step = 0; step < 30'000; ++step) {
        model.insert();
        model.find();
        model.check_accounts();
        if (testing::Test::HasFatalFailure()) FAIL() << "at step " << step;
    }
    EXPECT_GT(model.evictions(), 1'000U);
}

}  // namespace
}  // namespace gate64::dns64d::cache
