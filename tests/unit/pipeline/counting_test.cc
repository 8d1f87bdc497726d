// SPDX-License-Identifier: Apache-2.0
#include "dns64d/pipeline/counting.h"

#include <gtest/gtest.h>

#include <array>

namespace gate64::dns64d::pipeline {
namespace {

using metrics::Count;

TEST(CountReason, EveryReasonButNotApplicableHasItsCounter) {
    for (unsigned i = 0; i < dns64::reason_count; ++i) {
        const auto reason = static_cast<dns64::Reason>(i);
        metrics::Counters counters;
        count_reason(counters, reason);
        std::uint64_t sum = 0;
        for (const metrics::CounterRow& row : metrics::counter_rows()) {
            sum += counters.get(row.counter);
        }
        EXPECT_EQ(sum, reason == dns64::Reason::not_applicable ? 0U : 1U) << i;
    }
}

TEST(CountExcluded, CountsWhatTheAnswerLeavesOut) {
    const dns::Name name = *dns::Name::parse("v6.example.");
    const std::array<std::uint8_t, 16> rdata{};
    model::Outcome main;
    main.kind = model::OutcomeKind::answer;
    for (int i = 0; i < 3; ++i) {
        main.records.add(dns::Section::answer, name, dns::rr::aaaa, 60, rdata);
    }
    dns64::Answer answer;
    answer.records.add(dns::Section::answer, name, dns::rr::aaaa, 60, rdata);
    metrics::Counters counters;
    dns64::Step step{.kind = dns64::Step::Kind::pass, .filter = true};
    count_excluded(counters, step, main.view(), answer);
    EXPECT_EQ(counters.get(Count::aaaa_excluded), 2U);
    step.kind = dns64::Step::Kind::synthesize;
    count_excluded(counters, step, main.view(), answer);
    EXPECT_EQ(counters.get(Count::aaaa_excluded), 5U);
    step.filter = false;
    count_excluded(counters, step, main.view(), answer);
    EXPECT_EQ(counters.get(Count::aaaa_excluded), 5U);
}

TEST(CountAnswer, TellsNodataFromAnswers) {
    metrics::Counters counters;
    std::array<std::uint8_t, 12> message{0, 0, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    count_answer(counters, message);
    message[7] = 1;
    count_answer(counters, message);
    message[3] = 3;
    count_answer(counters, message);
    EXPECT_EQ(counters.get(Count::answers_nodata), 1U);
    EXPECT_EQ(counters.get(Count::answers_noerror), 1U);
    EXPECT_EQ(counters.get(Count::answers_nxdomain), 1U);
}

}  // namespace
}  // namespace gate64::dns64d::pipeline
