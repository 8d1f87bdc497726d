// SPDX-License-Identifier: Apache-2.0
#include "dns64d/cache/front_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace gate64::dns64d::cache {
namespace {

class FrontCacheTest : public testing::Test {
  protected:
    FrontKey key(std::string_view text, std::uint16_t type = dns::rr::aaaa) {
        name_ = dns::Name::parse(text).value();
        return {.name = name_, .type = type, .policy_set = 3, .flags = {.rd = true}};
    }
    FinishedAnswer answer(std::uint32_t ttl, std::size_t size = 60) {
        message_.assign(size, 0xAB);
        FinishedAnswer made;
        made.message = message_;
        made.ttl_offsets = offsets_;
        made.ttl = ttl;
        made.ede = dns::Ede::synthesized;
        made.ede_text = "policy 1";
        made.reason = 9;
        return made;
    }
    void pass(std::int64_t ms) { now_ += base::Duration(ms); }

    FrontCache cache_{std::size_t{256} * 1024, base::HashKey{3, 4}};
    base::Instant now_{base::Duration(5'000)};
    dns::Name name_;
    std::vector<std::uint8_t> message_;
    std::vector<std::uint16_t> offsets_ = {30, 58, 300};
};

TEST_F(FrontCacheTest, GivesBackTheAnswer) {
    FinishedAnswer put = answer(300);
    put.stale = true;
    cache_.insert(key("www.example"), put, now_);
    pass(7'999);
    const auto hit = cache_.find(key("WWW.example"), now_);
    ASSERT_TRUE(hit);
    const FinishedAnswer& got = hit->answer;
    EXPECT_TRUE(
        std::equal(got.message.begin(), got.message.end(), message_.begin(), message_.end()));
    EXPECT_TRUE(std::equal(got.ttl_offsets.begin(), got.ttl_offsets.end(), offsets_.begin(),
                           offsets_.end()));
    EXPECT_EQ(got.ttl, 300U);
    EXPECT_EQ(got.age, 7U);
    EXPECT_EQ(got.ede, dns::Ede::synthesized);
    EXPECT_EQ(got.ede_text, "policy 1");
    EXPECT_EQ(got.reason, 9U);
    EXPECT_TRUE(got.stale);
    EXPECT_FALSE(hit->refresh);
}

TEST_F(FrontCacheTest, EveryPartOfTheKeyCounts) {
    const FrontKey stored = key("www.example");
    cache_.insert(stored, answer(300), now_);
    FrontKey other = stored;
    other.type = dns::rr::a;
    EXPECT_FALSE(cache_.find(other, now_));
    other = stored;
    other.policy_set = 4;
    EXPECT_FALSE(cache_.find(other, now_));
    for (const model::QueryFlags flags :
         {model::QueryFlags{}, model::QueryFlags{.rd = true, .cd = true},
          model::QueryFlags{.rd = true, .dnssec_ok = true},
          model::QueryFlags{.rd = true, .ad = true}}) {
        other = stored;
        other.flags = flags;
        EXPECT_FALSE(cache_.find(other, now_)) << int{flags.bits()};
    }
    EXPECT_TRUE(cache_.find(stored, now_));
    EXPECT_FALSE(cache_.find(key("ww.example"), now_));
}

TEST_F(FrontCacheTest, EndsWithItsTtl) {
    cache_.insert(key("www.example"), answer(5), now_);
    pass(4'999);
    EXPECT_TRUE(cache_.find(key("www.example"), now_));
    pass(1);
    EXPECT_FALSE(cache_.find(key("www.example"), now_));
}

TEST_F(FrontCacheTest, OneHitInTheLastTenthAsksForARefresh) {
    cache_.insert(key("www.example"), answer(100), now_);
    pass(89'999);
    EXPECT_FALSE(cache_.find(key("www.example"), now_)->refresh);
    pass(1);
    EXPECT_TRUE(cache_.find(key("www.example"), now_)->refresh);
    EXPECT_FALSE(cache_.find(key("www.example"), now_)->refresh);
    cache_.insert(key("www.example"), answer(100), now_);
    EXPECT_FALSE(cache_.find(key("www.example"), now_)->refresh);
    pass(95'000);
    EXPECT_TRUE(cache_.find(key("www.example"), now_)->refresh);
}

TEST_F(FrontCacheTest, TtlZeroAndLongMessagesAreNotKept) {
    cache_.insert(key("zero.example"), answer(0), now_);
    EXPECT_FALSE(cache_.find(key("zero.example"), now_));
    cache_.insert(key("fits.example"), answer(60, front_message_bytes_max), now_);
    EXPECT_TRUE(cache_.find(key("fits.example"), now_));
    cache_.insert(key("long.example"), answer(60, front_message_bytes_max + 1), now_);
    EXPECT_FALSE(cache_.find(key("long.example"), now_));
}

TEST_F(FrontCacheTest, NewerReplacesOlderAndOffsetsMayBeNone) {
    cache_.insert(key("www.example"), answer(300), now_);
    offsets_.clear();
    cache_.insert(key("www.example"), answer(60, 33), now_);
    const auto hit = cache_.find(key("www.example"), now_);
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->answer.message.size(), 33U);
    EXPECT_TRUE(hit->answer.ttl_offsets.empty());
    EXPECT_EQ(cache_.store().entries(), 1U);
}

TEST_F(FrontCacheTest, ClearForgetsAll) {
    cache_.insert(key("www.example"), answer(300), now_);
    cache_.clear();
    EXPECT_FALSE(cache_.find(key("www.example"), now_));
}

TEST_F(FrontCacheTest, OneNameWithManyKeysKeepsWorking) {
    for (std::uint16_t type = 0; type < 20'000; ++type)
        cache_.insert(key("www.example", type), answer(300), now_);
    EXPECT_GT(cache_.store().entries(), 1'000U);
    EXPECT_TRUE(cache_.find(key("www.example", 19'999), now_));
    EXPECT_FALSE(cache_.find(key("www.example", 0), now_));
}

}  // namespace
}  // namespace gate64::dns64d::cache
