// SPDX-License-Identifier: Apache-2.0
#include "shared/base/slab.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace gate64::base {
namespace {

struct Counted {
    explicit Counted(int* living, int number = 0) : alive(living), value(number) { ++*alive; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --*alive; }
    int* alive;
    int value;
};

TEST(Slab, ResolvesUntilReleased) {
    int alive = 0;
    Slab<Counted> slab(2);
    const Handle handle = slab.create(&alive, 7);
    ASSERT_TRUE(handle.valid());
    EXPECT_NE(handle.pack(), 0U) << "0 means none where handles are packed";
    ASSERT_NE(slab.get(handle), nullptr);
    EXPECT_EQ(slab.get(handle)->value, 7);
    slab.release(handle);
    EXPECT_EQ(slab.get(handle), nullptr);
    EXPECT_EQ(alive, 0);
    EXPECT_EQ(slab.size(), 0U);
}

TEST(Slab, OldHandleNeverReachesTheSuccessor) {
    int alive = 0;
    Slab<Counted> slab(1);
    const Handle first = slab.create(&alive, 1);
    slab.release(first);
    const Handle second = slab.create(&alive, 2);
    EXPECT_EQ(second.index, first.index);
    EXPECT_NE(second.generation, first.generation);
    EXPECT_EQ(slab.get(first), nullptr);
    slab.release(first);
    ASSERT_NE(slab.get(second), nullptr);
    EXPECT_EQ(slab.get(second)->value, 2);
}

TEST(Slab, FullIsAnInvalidHandle) {
    int alive = 0;
    Slab<Counted> slab(2);
    const Handle a = slab.create(&alive);
    const Handle b = slab.create(&alive);
    EXPECT_FALSE(slab.create(&alive).valid());
    EXPECT_EQ(alive, 2);
    slab.release(a);
    EXPECT_TRUE(slab.create(&alive).valid());
    EXPECT_NE(slab.get(b), nullptr);
}

TEST(Slab, EmptyAndForeignHandles) {
    Slab<int> none(0);
    EXPECT_FALSE(none.create(1).valid());
    Slab<int> one(1);
    EXPECT_EQ(one.get({}), nullptr);
    EXPECT_EQ(one.get({0, 1}), nullptr);
    EXPECT_EQ(one.get({5, 1}), nullptr);
    one.release({5, 1});
    EXPECT_EQ(one.at(9), nullptr);
}

TEST(Slab, DestroysWhatIsLeft) {
    int alive = 0;
    {
        Slab<Counted> slab(3);
        const Handle a = slab.create(&alive);
        (void)slab.create(&alive);
        slab.release(a);
        EXPECT_EQ(alive, 1);
    }
    EXPECT_EQ(alive, 0);
}

TEST(Slab, WalksTheLiving) {
    Slab<int> slab(4);
    const Handle a = slab.create(10);
    const Handle b = slab.create(20);
    slab.release(a);
    std::vector<int> seen;
    for (std::uint32_t i = 0; i < slab.capacity(); ++i) {
        if (const int* value = slab.at(i)) seen.push_back(*value);
    }
    EXPECT_EQ(seen, std::vector<int>{20});
    EXPECT_EQ(slab.handle_at(b.index), b);
}

TEST(Slab, HandlePacksIntoAWord) {
    const Handle handle{0x12345678, 0x9ABCDEF0};
    EXPECT_EQ(Handle::unpack(handle.pack()), handle);
    EXPECT_FALSE(Handle::unpack(Handle{}.pack()).valid());
}

TEST(Slab, AgreesWithAModelUnderChurn) {
    std::mt19937_64 random(1);
    Slab<std::unique_ptr<std::uint64_t>> slab(64);
    std::map<std::uint64_t, std::uint64_t> model;  // packed handle -> value
    std::vector<std::uint64_t> dead;
    for (std::uint64_t step = 0; step < 200'000; ++step) {
        if (random() % 2 == 0) {
            const Handle handle = slab.create(std::make_unique<std::uint64_t>(step));
            ASSERT_EQ(handle.valid(), model.size() < 64);
            if (handle.valid()) {
                ASSERT_TRUE(model.emplace(handle.pack(), step).second);
            }
        } else if (!model.empty()) {
            auto it = model.lower_bound(random());
            if (it == model.end()) it = model.begin();
            ASSERT_EQ(**slab.get(Handle::unpack(it->first)), it->second);
            slab.release(Handle::unpack(it->first));
            dead.push_back(it->first);
            model.erase(it);
        }
        ASSERT_EQ(slab.size(), model.size());
        if (!dead.empty()) {
            ASSERT_EQ(slab.get(Handle::unpack(dead[random() % dead.size()])), nullptr);
        }
    }
}

}  // namespace
}  // namespace gate64::base
