// SPDX-License-Identifier: Apache-2.0
// Settings that change while questions are out, and the explanation of an answer.

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/pipeline/kit.h"

namespace gate64::dns64d::pipeline::test {
namespace {

/// The AAAA in the answer section of the last reply.
std::string aaaa_of(const Reply& reply) {
    dns::Response response;
    if (!dns::parse_response(reply.message, response)) return "unreadable";
    for (const dns::RecordView record : response.records.view()) {
        if (record.type == dns::rr::aaaa) {
            return net::Ipv6Address::from_wire(record.rdata.data()).text();
        }
    }
    return "none";
}

TEST(Reload, AQuestionUnderWayIsAnsweredByTheNewSettings) {
    World world(1, make_settings("2001:db8:1::/96", 1));
    world.ask(0, {});
    world.apply(make_settings("2001:db8:2::/96", 2));
    world.answer_all();
    ASSERT_EQ(world.replies(), 1U);
    EXPECT_EQ(aaaa_of(world[0].replies[0]), "2001:db8:2::c000:201");
}

TEST(Reload, AnAnswerOfOldSettingsIsGivenButNotKept) {
    World world(2, make_settings("2001:db8:1::/96", 1));
    // Both shards ask, so one of the answers comes by mail.
    world.ask(0, {});
    world.ask(1, {});
    world.carry();
    for (std::size_t i = 0; i < 2; ++i) {
        for (const Sent& packet : std::vector<Sent>(world[i].sent))
            world[i].pipeline.on_upstream_message(
                packet.path, answer_to(packet.message, Says::natural), world.now);
        world[i].sent.clear();
    }
    ASSERT_EQ(world[0].outbox.size() + world[1].outbox.size(), 1U) << "an answer is under way";
    world.apply(make_settings("2001:db8:2::/96", 2));
    world.carry();
    ASSERT_EQ(world.replies(), 2U);
    world.ask(0, {});
    world.ask(1, {});
    world.answer_all();
    ASSERT_EQ(world.replies(), 4U);
    EXPECT_EQ(aaaa_of(world[0].replies.back()), "2001:db8:2::c000:201");
    EXPECT_EQ(aaaa_of(world[1].replies.back()), "2001:db8:2::c000:201");
}

TEST(Reload, ShardsThatReloadOneAfterTheOtherNeverKeepAMix) {
    World world(2, make_settings("2001:db8:1::/96", 1));
    const auto next = share(make_settings("2001:db8:2::/96", 2));
    world[0].pipeline.apply(next);
    world.ask(0, {});
    world.ask(1, {});
    world.answer_all();
    EXPECT_EQ(world.replies(), 2U);
    world[1].pipeline.apply(next);
    world.ask(0, {});
    world.ask(1, {});
    world.answer_all();
    ASSERT_EQ(world.replies(), 4U);
    EXPECT_EQ(aaaa_of(world[0].replies.back()), "2001:db8:2::c000:201");
    EXPECT_EQ(aaaa_of(world[1].replies.back()), "2001:db8:2::c000:201");
}

TEST(Reload, SourcesStayAndNothingIsAskedAgain) {
    World world(1, make_settings("2001:db8:1::/96", 1));
    world.ask(0, {});
    world.answer_all();
    world.apply(make_settings("2001:db8:2::/96", 2));
    world.ask(0, {});
    EXPECT_EQ(world.sent(), 0U);
    EXPECT_EQ(aaaa_of(world[0].replies.back()), "2001:db8:2::c000:201");
}

TEST(Reload, UpstreamsThatGoAwayLeaveNoQuestionUnanswered) {
    World world(1);
    world.ask(0, {});
    model::Settings none = make_settings("64:ff9b::/96", 2);
    none.upstreams.clear();
    none.upstream_zones = {};
    world.apply(none);
    world.wait(base::Duration(10'000));
    EXPECT_EQ(world.replies(), 1U);
    world.ask(0, {.name = "other.example"});
    ASSERT_EQ(world.replies(), 2U);
    EXPECT_EQ(world[0].replies[1].rcode(), dns::Rcode::servfail);
}

Question question_of(std::string_view name) {
    return {.name = dns::Name::parse(name).value(),
            .type = dns::rr::aaaa,
            .flags = {.rd = true},
            .client = *net::IpAddress::parse("2001:db8::1")};
}

bool says(const Explained& explained, std::string_view stage, std::string_view text) {
    for (const TraceStep& step : explained.steps) {
        if (step.stage == stage && step.text.find(text) != std::string::npos) return true;
    }
    return false;
}

TEST(Explain, TellsEachDecisionFromWhicheverShardItIsAsked) {
    for (const std::size_t shard : {0U, 1U}) {
        World world(2);
        world[shard].pipeline.explain(question_of("v4.example"), 7, world.now);
        world.answer_all();
        ASSERT_EQ(world[shard].explanations.size(), 1U);
        const Explained& told = world[shard].explanations[0];
        EXPECT_EQ(told.id, 7U);
        EXPECT_FALSE(told.message.empty());
        EXPECT_TRUE(says(told, "policy", "2001:db8::1 may ask"));
        EXPECT_TRUE(says(told, "policy", "64:ff9b::/96"));
        EXPECT_TRUE(says(told, "owner", "of 2"));
        EXPECT_TRUE(says(told, "source", "AAAA of v4.example."));
        EXPECT_TRUE(says(told, "source", "A of v4.example."));
        EXPECT_TRUE(says(told, "rules", "synthesize"));
        EXPECT_TRUE(says(told, "answer", "NOERROR"));
        EXPECT_EQ(world.replies(), 0U);
        EXPECT_EQ(world.waiting(), 0U);
    }
}

TEST(Explain, GoesPastTheFrontCache) {
    World world(1);
    world.ask(0, {});
    world.answer_all();
    world[0].pipeline.explain(question_of("v4.example"), 8, world.now);
    ASSERT_EQ(world[0].explanations.size(), 1U);
    EXPECT_TRUE(says(world[0].explanations[0], "source", "already known"));
}

TEST(Explain, EndsAlsoWhereTheMailIsLost) {
    World world(2);
    for (const std::size_t shard : {0U, 1U})
        world[shard].pipeline.explain(question_of("v4.example"), 9, world.now);
    for (const std::size_t shard : {0U, 1U})
        world[shard].outbox.clear();
    world.wait(mailed_wait_max);
    EXPECT_EQ(world[0].explanations.size() + world[1].explanations.size(), 2U);
    EXPECT_EQ(world.waiting(), 0U);
}

}  // namespace
}  // namespace gate64::dns64d::pipeline::test
