// SPDX-License-Identifier: Apache-2.0
// Two shards back to back: who owns a name, how answers come home, and what is lost on the way.

#include <gtest/gtest.h>

#include <string>

#include "dns64d/pipeline/pipeline.h"
#include "tests/unit/pipeline/kit.h"

namespace gate64::dns64d::pipeline::test {
namespace {

using metrics::Count;

/// A name that `shard` of two owns.
std::string name_owned_by(std::size_t shard) {
    for (int i = 0;; ++i) {
        std::string name = "n" + std::to_string(i) + ".example";
        World world(2);
        world.ask(shard, {.name = name});
        if (!world[shard].sent.empty()) return name;
    }
}

TEST(Shards, AskTheOwnerAndBringTheAnswerHome) {
    for (const std::size_t owner : {0U, 1U}) {
        const std::string name = name_owned_by(owner);
        World world(2);
        world.ask(1 - owner, {.name = name});
        world.carry();
        EXPECT_EQ(world[owner].sent.size(), 2U);
        EXPECT_TRUE(world[1 - owner].sent.empty());
        world.answer_all();
        ASSERT_EQ(world[1 - owner].replies.size(), 1U);
        EXPECT_TRUE(world[owner].replies.empty());
        const Reply& reply = world[1 - owner].replies[0];
        EXPECT_EQ(reply.rcode(), dns::Rcode::noerror);
        EXPECT_EQ(dns::Header::read(reply.message).ancount, 1);
        EXPECT_EQ(world.waiting(), 0U);
        EXPECT_EQ(world[owner].pipeline.owner().jobs(), 0U);
    }
}

TEST(Shards, KeepHotAnswersWhereTheyArrive) {
    const std::string name = name_owned_by(0);
    World world(2);
    world.ask(1, {.name = name});
    world.answer_all();
    const auto mails = world.count(Count::mail_sent);
    world.ask(1, {.name = name});
    EXPECT_EQ(world[1].replies.size(), 2U);
    EXPECT_EQ(world.count(Count::mail_sent), mails);
}

TEST(Shards, AskOnceForAThousandClients) {
    World world(2);
    for (int i = 0; i < 1000; ++i) {
        const std::string client = "2001:db8:" + std::to_string(i + 1) + "::1";
        world.ask(static_cast<std::size_t>(i % 2), {.name = "hot.example"}, client);
    }
    world.carry();
    EXPECT_EQ(world.replies(), 0U);
    EXPECT_EQ(world.sent(), 2U) << "one AAAA and one A";
    world.answer_all();
    EXPECT_EQ(world.replies(), 1000U);
    EXPECT_EQ(world.waiting(), 0U);
}

TEST(Shards, LetterCaseDoesNotChangeTheOwner) {
    World world(2);
    world.ask(0, {.name = "hot.example"});
    world.ask(1, {.name = "HOT.Example"});
    world.carry();
    EXPECT_EQ(world.sent(), 2U);
}

TEST(Shards, AReverseNameBelongsToTheOwnerOfItsTarget) {
    World world(2);
    const std::string reverse =
        "1.2.4.0.8.0.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0.ip6.arpa";
    world.ask(0, {.name = reverse, .type = "PTR"});
    world.ask(1, {.name = "33.4.8.8.in-addr.arpa", .type = "PTR"});
    world.carry();
    EXPECT_EQ(world.sent(), 1U);
}

TEST(Shards, AFullMailboxIsServfailAtOnce) {
    const std::string name = name_owned_by(1);
    World world(2);
    world[0].mailbox_max = 0;
    world.ask(0, {.name = name});
    ASSERT_EQ(world[0].replies.size(), 1U);
    EXPECT_EQ(world[0].replies[0].rcode(), dns::Rcode::servfail);
    EXPECT_EQ(world.waiting(), 0U);
    EXPECT_EQ(world.count(Count::mail_full), 1U);
    world[0].mailbox_max = 10;
    world.ask(0, {.name = name});
    world.answer_all();
    ASSERT_EQ(world[0].replies.size(), 2U);
    EXPECT_EQ(world[0].replies[1].rcode(), dns::Rcode::noerror) << "the refusal was not kept";
}

TEST(Shards, ALostQuestionIsGivenUpAfterTenSeconds) {
    const std::string name = name_owned_by(1);
    World world(2);
    world.ask(0, {.name = name}, "2001:db8::1", Transport::tcp);
    world[0].outbox.clear();
    world.wait(mailed_wait_max - base::Duration(1));
    EXPECT_EQ(world.replies(), 0U);
    world.wait(base::Duration(1));
    ASSERT_EQ(world[0].replies.size(), 1U);
    EXPECT_EQ(world[0].replies[0].rcode(), dns::Rcode::servfail);
    EXPECT_EQ(world.waiting(), 0U);
}

TEST(Shards, ALostAnswerIsGivenUpAndLeavesNothingBehind) {
    const std::string name = name_owned_by(1);
    World world(2);
    world.ask(0, {.name = name});
    world.carry();
    world[1].mailbox_max = 0;
    world.answer_all();
    EXPECT_EQ(world.replies(), 0U);
    EXPECT_EQ(world[1].pipeline.owner().jobs(), 0U);
    world.wait(mailed_wait_max);
    EXPECT_EQ(world.replies(), 1U);
    EXPECT_EQ(world.waiting(), 0U);
}

TEST(Shards, AnAnswerAfterGivingUpIsIgnored) {
    const std::string name = name_owned_by(1);
    World world(2);
    world.ask(0, {.name = name});
    world.carry();
    auto sent = world[1].sent;
    for (const Sent& packet : sent)
        world[1].pipeline.on_upstream_message(packet.path, answer_to(packet.message, Says::natural),
                                              world.now);
    ASSERT_EQ(world[1].outbox.size(), 1U);
    auto late = std::move(world[1].outbox.front().second);
    world[1].outbox.clear();
    world.wait(mailed_wait_max);
    ASSERT_EQ(world.replies(), 1U);
    world[0].pipeline.on_mail(std::move(late), world.now);
    EXPECT_EQ(world.replies(), 1U);
}

TEST(Shards, ARefreshAcrossShardsAsksNobodyTwice) {
    const std::string name = name_owned_by(1);
    World world(2);
    world.ask(0, {.name = name, .type = "A"});
    world.answer_all();
    world.wait(base::Duration(290'000));
    world.ask(0, {.name = name, .type = "A"});
    EXPECT_EQ(world.replies(), 2U) << "the client does not wait";
    world.carry();
    EXPECT_EQ(world.sent(), 1U);
    world.answer_all();
    EXPECT_EQ(world.replies(), 2U);
    EXPECT_EQ(world.waiting(), 0U);
}

}  // namespace
}  // namespace gate64::dns64d::pipeline::test
