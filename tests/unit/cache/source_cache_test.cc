// SPDX-License-Identifier: Apache-2.0
#include "dns64d/cache/source_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace gate64::dns64d::cache {
namespace {

using model::Failure;
using model::OutcomeKind;

constexpr base::HashKey secret{1, 2};
constexpr base::Duration no_stale{0};
constexpr base::Duration day_stale{86'400'000};

class SourceCacheTest : public testing::Test {
  protected:
    static dns::Name name(std::string_view text) { return dns::Name::parse(text).value(); }
    model::SourceKey key(std::string_view text, std::uint16_t type = dns::rr::a) {
        name_ = name(text);
        return {.name = name_, .type = type, .cd = false, .upstream_key = 1};
    }
    static model::Outcome answer(std::uint32_t ttl, std::uint8_t last_octet = 1) {
        model::Outcome outcome;
        outcome.kind = OutcomeKind::answer;
        outcome.rcode = dns::Rcode::noerror;
        outcome.ttl = ttl;
        const std::array<std::uint8_t, 4> rdata = {192, 0, 2, last_octet};
        outcome.records.add(dns::Section::answer, name("www.example"), dns::rr::a, ttl, rdata);
        return outcome;
    }
    static model::Outcome failure(std::uint32_t ttl, Failure why = Failure::timeout) {
        model::Outcome outcome;
        outcome.failure = why;
        outcome.ttl = ttl;
        return outcome;
    }
    bool insert(const model::SourceKey& key, const model::Outcome& outcome) {
        return cache_.insert(key, outcome.view(), now_);
    }
    auto find(const model::SourceKey& key, base::Duration stale = no_stale) {
        return cache_.find(key, now_, stale);
    }
    void pass(std::int64_t ms) { now_ += base::Duration(ms); }
    static int last_octet(const model::OutcomeView& view) {
        return (*view.records.begin()).rdata[3];
    }

    SourceCache cache_{std::size_t{1} << 20, secret};
    base::Instant now_{base::Duration(1'000'000)};
    dns::Name name_;
};

TEST_F(SourceCacheTest, GivesBackWhatWasSaid) {
    model::Outcome said = answer(300, 7);
    said.security = model::Security::secure;
    said.ede = dns::Ede::network_error;
    ASSERT_TRUE(insert(key("www.example"), said));
    pass(10'500);
    const auto found = find(key("WWW.Example"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->kind, OutcomeKind::answer);
    EXPECT_EQ(found->rcode, dns::Rcode::noerror);
    EXPECT_EQ(found->security, model::Security::secure);
    EXPECT_EQ(found->failure, Failure::none);
    EXPECT_EQ(found->ede, dns::Ede::network_error);
    EXPECT_FALSE(found->stale);
    EXPECT_EQ(found->ttl, 300U);
    EXPECT_EQ(found->age, 10U);
    EXPECT_EQ(found->ttl_now(300), 290U);
    const dns::RecordView record = *found->records.begin();
    EXPECT_EQ(record.owner, name("www.example").view());
    EXPECT_EQ(record.type, dns::rr::a);
    EXPECT_EQ(record.rdata[3], 7U);
}

TEST_F(SourceCacheTest, EveryPartOfTheKeyCounts) {
    const model::SourceKey base_key = key("www.example");
    ASSERT_TRUE(insert(base_key, answer(300)));
    model::SourceKey other = base_key;
    other.type = dns::rr::aaaa;
    EXPECT_FALSE(find(other));
    other = base_key;
    other.cd = true;
    EXPECT_FALSE(find(other));
    other = base_key;
    other.upstream_key = 2;
    EXPECT_FALSE(find(other));
    EXPECT_TRUE(find(base_key));
    EXPECT_FALSE(find(key("www2.example")));
    EXPECT_FALSE(find(key("example")));
}

TEST_F(SourceCacheTest, EndsWithItsTtl) {
    ASSERT_TRUE(insert(key("www.example"), answer(5)));
    pass(4'999);
    EXPECT_TRUE(find(key("www.example")));
    pass(1);
    EXPECT_FALSE(find(key("www.example")));
}

TEST_F(SourceCacheTest, StaleWithinItsLimit) {
    ASSERT_TRUE(insert(key("www.example"), answer(5)));
    pass(5'000 + 3'600'000 - 1);
    const auto found = find(key("www.example"), base::Duration(3'600'000));
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->stale);
    EXPECT_EQ(found->ttl_now(5), 0U);
    EXPECT_FALSE(found->failing);
    pass(1);
    EXPECT_FALSE(find(key("www.example"), base::Duration(3'600'000)));
}

TEST_F(SourceCacheTest, FailuresBogusAndLocalAreNeverStale) {
    ASSERT_TRUE(insert(key("failed.example"), failure(5)));
    model::Outcome bogus = answer(5);
    bogus.security = model::Security::bogus;
    ASSERT_TRUE(insert(key("bogus.example"), bogus));
    model::Outcome local = answer(5);
    local.local = true;
    ASSERT_TRUE(insert(key("local.example"), local));
    for (const char* text : {"failed.example", "bogus.example", "local.example"})
        EXPECT_TRUE(find(key(text), day_stale)) << text;
    pass(5'000);
    for (const char* text : {"failed.example", "bogus.example", "local.example"})
        EXPECT_FALSE(find(key(text), day_stale)) << text;
}

TEST_F(SourceCacheTest, TtlZeroIsNotKeptAndDisplacesNothing) {
    EXPECT_TRUE(insert(key("www.example"), answer(0)));
    EXPECT_FALSE(find(key("www.example"), day_stale));
    ASSERT_TRUE(insert(key("www.example"), answer(5, 7)));
    EXPECT_TRUE(insert(key("www.example"), answer(0, 8)));
    EXPECT_TRUE(insert(key("www.example"), failure(0)));
    ASSERT_TRUE(find(key("www.example")));
    EXPECT_EQ(last_octet(*find(key("www.example"))), 7);
}

TEST_F(SourceCacheTest, NewerReplacesOlder) {
    ASSERT_TRUE(insert(key("www.example"), answer(5, 7)));
    ASSERT_TRUE(insert(key("www.example"), answer(50, 8)));
    EXPECT_EQ(last_octet(*find(key("www.example"))), 8);
    EXPECT_EQ(cache_.store().entries(), 1U);
    model::Outcome gone;
    gone.kind = OutcomeKind::nxdomain;
    gone.rcode = dns::Rcode::nxdomain;
    gone.ttl = 10;
    ASSERT_TRUE(insert(key("www.example"), gone));
    EXPECT_EQ(find(key("www.example"))->kind, OutcomeKind::nxdomain);
    EXPECT_EQ(cache_.store().entries(), 1U);
}

TEST_F(SourceCacheTest, FailureBesideAStaleAnswer) {
    ASSERT_TRUE(insert(key("www.example"), answer(5, 7)));
    pass(6'000);
    ASSERT_TRUE(insert(key("www.example"), failure(10, Failure::unreachable)));
    const auto stale = find(key("www.example"), day_stale);
    ASSERT_TRUE(stale);
    EXPECT_EQ(stale->kind, OutcomeKind::answer);
    EXPECT_TRUE(stale->stale);
    EXPECT_TRUE(stale->failing);
    EXPECT_EQ(stale->failure, Failure::none);
    EXPECT_EQ(last_octet(*stale), 7);
    const auto strict = find(key("www.example"), no_stale);
    ASSERT_TRUE(strict);
    EXPECT_TRUE(strict->failed());
    pass(10'000);
    EXPECT_FALSE(find(key("www.example"), day_stale)->failing);
    EXPECT_FALSE(find(key("www.example"), no_stale));
}

TEST_F(SourceCacheTest, FailureDoesNotHideAFreshAnswer) {
    ASSERT_TRUE(insert(key("www.example"), answer(60, 7)));
    ASSERT_TRUE(insert(key("www.example"), failure(10)));
    ASSERT_TRUE(find(key("www.example")));
    EXPECT_EQ(find(key("www.example"))->kind, OutcomeKind::answer);
    EXPECT_FALSE(find(key("www.example"))->failing);
}

TEST_F(SourceCacheTest, AnAnswerEndsTheFailure) {
    ASSERT_TRUE(insert(key("www.example"), failure(10)));
    ASSERT_TRUE(insert(key("www.example"), failure(20, Failure::refused)));
    EXPECT_EQ(cache_.store().entries(), 1U);
    EXPECT_EQ(find(key("www.example"))->failure, Failure::refused);
    ASSERT_TRUE(insert(key("www.example"), answer(0)));
    EXPECT_FALSE(find(key("www.example")));
    ASSERT_TRUE(insert(key("www.example"), failure(10)));
    ASSERT_TRUE(insert(key("www.example"), answer(5)));
    EXPECT_EQ(cache_.store().entries(), 1U);
    EXPECT_FALSE(find(key("www.example"))->failed());
}

TEST_F(SourceCacheTest, TooBigIsRefused) {
    model::Outcome big = answer(300);
    const std::vector<std::uint8_t> text(1000, 'x');
    while (big.records.size_bytes() <= source_entry_bytes_max)
        big.records.add(dns::Section::answer, name("www.example"), dns::rr::txt, 300, text);
    EXPECT_FALSE(insert(key("www.example"), big));
    EXPECT_FALSE(find(key("www.example")));
}

TEST_F(SourceCacheTest, FlushForgetsEveryTypeOfOneName) {
    for (std::uint16_t type : {dns::rr::a, dns::rr::aaaa, dns::rr::mx, dns::rr::https})
        ASSERT_TRUE(insert(key("www.example", type), answer(300)));
    ASSERT_TRUE(insert(key("www.example"), failure(300)));
    ASSERT_TRUE(insert(key("example"), answer(300)));
    ASSERT_TRUE(insert(key("a.www.example"), answer(300)));
    EXPECT_EQ(cache_.flush(name("WWW.EXAMPLE")), 5U);
    EXPECT_EQ(cache_.flush(name("www.example")), 0U);
    EXPECT_FALSE(find(key("www.example", dns::rr::mx)));
    EXPECT_TRUE(find(key("example")));
    EXPECT_TRUE(find(key("a.www.example")));
    cache_.clear();
    EXPECT_FALSE(find(key("example")));
}

TEST_F(SourceCacheTest, OneNameCannotHaveManyTypes) {
    ASSERT_TRUE(insert(key("www.example", dns::rr::aaaa), answer(300)));
    ASSERT_TRUE(insert(key("www.example", dns::rr::a), answer(300)));
    for (std::uint16_t type = 1000; type < 2000; ++type)
        ASSERT_TRUE(insert(key("www.example", type), answer(300)));
    EXPECT_EQ(cache_.store().entries(), source_outcomes_per_name_max);
    EXPECT_TRUE(find(key("www.example", dns::rr::aaaa)));
    EXPECT_TRUE(find(key("www.example", dns::rr::a)));
    EXPECT_TRUE(find(key("www.example", 1999)));
    EXPECT_FALSE(find(key("www.example", 1000)));
}

TEST_F(SourceCacheTest, ManyNamesStayWithinTheBudget) {
    for (int i = 0; i < 50'000; ++i) {
        ASSERT_TRUE(insert(key("n" + std::to_string(i) + ".example"), answer(300)));
        if (i % 64 == 0 && i > 0) {
            ASSERT_TRUE(find(key("n0.example"))) << i;
        }
    }
    EXPECT_LE(cache_.store().used_bytes(), std::size_t{1} << 20);
    EXPECT_GT(cache_.store().used_bytes(), (std::size_t{1} << 20) * 9 / 10);
    EXPECT_GT(cache_.store().entries(), 6'000U);
    EXPECT_FALSE(find(key("n1.example")));
    EXPECT_TRUE(find(key("n49999.example")));
}

TEST_F(SourceCacheTest, HoldsTheRootAndTheLongestName) {
    const std::string label(63, 'a');
    const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
    for (const std::string& text : {std::string("."), longest}) {
        ASSERT_TRUE(insert(key(text), answer(300)));
        EXPECT_TRUE(find(key(text))) << text;
    }
    EXPECT_EQ(name(longest).wire().size(), dns::name_bytes_max);
}

}  // namespace
}  // namespace gate64::dns64d::cache
