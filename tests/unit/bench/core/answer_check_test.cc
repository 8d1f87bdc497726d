// SPDX-License-Identifier: Apache-2.0
#include "bench/core/answer_check.h"

#include <gtest/gtest.h>

#include <vector>

#include "shared/dns/writer.h"

namespace gate64::bench {
namespace {

constexpr Questions::Key v4_only = 0 << 1 | 1;
constexpr Questions::Key dual = 1 << 1 | 1;

class AnswerCheckTest : public ::testing::Test {
  protected:
    /// An answer to name `index` with one AAAA for each text.
    std::vector<std::uint8_t> answer(const char* name, std::vector<const char*> addresses,
                                     std::uint16_t flags = dns::flag::qr) {
        std::vector<std::uint8_t> space(512);
        dns::MessageWriter writer(space);
        writer.start(7, flags);
        const auto owner = dns::Name::parse(name).value();
        writer.question(owner, dns::rr::aaaa, dns::klass::in);
        for (const char* text : addresses) {
            const auto address = net::Ipv6Address::parse(text).value();
            EXPECT_TRUE(
                writer.record(dns::Section::answer, owner, dns::rr::aaaa, 60, address.octets()));
        }
        space.resize(writer.message().size());
        return space;
    }
    Questions questions_ = Questions::make({.names = 4, .dual_share = 0.5}).value();
    AnswerCheck plain_{questions_, std::nullopt};
    AnswerCheck strict_{questions_, net::Pref64{}};
};

TEST_F(AnswerCheckTest, TheSynthesizedAddressIsRight) {
    const auto message = answer("h0000000.bench.example", {"64:ff9b::11.0.0.0"});
    EXPECT_EQ(strict_.look(v4_only, message), Verdict::good);
    EXPECT_EQ(plain_.look(v4_only, message), Verdict::good);
}

TEST_F(AnswerCheckTest, AnotherAddressIsWrongOnlyForWhoLooks) {
    const auto message = answer("h0000000.bench.example", {"64:ff9b::11.0.0.1"});
    EXPECT_EQ(strict_.look(v4_only, message), Verdict::wrong_address);
    EXPECT_EQ(plain_.look(v4_only, message), Verdict::good);
}

TEST_F(AnswerCheckTest, NoneAndTooManyAddressesAreWrong) {
    EXPECT_EQ(strict_.look(v4_only, answer("h0000000.bench.example", {})), Verdict::wrong_address);
    EXPECT_EQ(strict_.look(v4_only, answer("h0000000.bench.example",
                                           {"64:ff9b::11.0.0.0", "64:ff9b::11.0.0.0"})),
              Verdict::wrong_address);
}

TEST_F(AnswerCheckTest, DualStackNamesKeepTheirOwnAddress) {
    EXPECT_EQ(strict_.look(dual, answer("h0000001.bench.example", {"2001:db8:64::1"})),
              Verdict::good);
    EXPECT_EQ(strict_.look(dual, answer("h0000001.bench.example", {"64:ff9b::11.0.0.1"})),
              Verdict::wrong_address);
}

TEST_F(AnswerCheckTest, AnswersToOtherQuestionsAreNone) {
    EXPECT_EQ(plain_.look(v4_only, answer("h0000001.bench.example", {})), Verdict::wrong_question);
    EXPECT_EQ(plain_.look(v4_only, answer("h0000000.bench.example", {}, 0)), Verdict::malformed);
    EXPECT_EQ(plain_.look(v4_only, std::vector<std::uint8_t>(5)), Verdict::malformed);
}

TEST_F(AnswerCheckTest, TruncatedAndFailedAnswersAreNotLookedInto) {
    const auto truncated = answer("h0000000.bench.example", {}, dns::flag::qr | dns::flag::tc);
    EXPECT_EQ(strict_.look(v4_only, truncated), Verdict::truncated);
    const auto failed = answer("h0000000.bench.example", {}, dns::flag::qr | 2);
    EXPECT_EQ(strict_.look(v4_only, failed), Verdict::good);
}

}  // namespace
}  // namespace gate64::bench
