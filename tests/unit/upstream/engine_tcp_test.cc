// SPDX-License-Identifier: Apache-2.0
// Answers that were cut, and what TCP does and does not bring.
#include <gtest/gtest.h>

#include "dns64d/upstream/engine.h"
#include "tests/unit/upstream/world.h"

namespace gate64::dns64d::upstream {
namespace {

using namespace test;
using metrics::Count;
using model::Failure;
using model::OutcomeKind;
namespace rr = dns::rr;

Reply truncated() {
    Reply reply;
    reply.tc = true;
    return reply;
}

/// `count` different addresses.
Reply many(std::size_t count) {
    Reply reply;
    for (std::size_t i = 0; i < count; ++i) {
        reply.rows.push_back(
            in_answer("www.example.", rr::a, 300, {192, 0, 2, static_cast<std::uint8_t>(i)}));
    }
    return reply;
}

TEST(EngineTcp, TruncatedGoesToTheSameServer) {
    World world(2);
    const base::Handle ask = world.ask();
    world.answer(0, truncated());
    ASSERT_EQ(world.sent(), 2U);
    EXPECT_TRUE(world.effects.sent[1].tcp);
    EXPECT_EQ(world.effects.sent[0].server, world.effects.sent[1].server);
    EXPECT_EQ(world.count(Count::upstream_truncated), 1U);
    EXPECT_EQ(world.count(Count::upstream_queries_tcp), 1U);
    world.answer(0, truncated());
    EXPECT_EQ(world.sent(), 2U);
    world.answer(1, many(90));
    EXPECT_EQ(world.outcome(ask).records.count(), 90U);
    EXPECT_TRUE(world.effects.tcp_open.empty());
}

TEST(EngineTcp, PartOfACutAnswerIsNotUsed) {
    World world;
    const base::Handle ask = world.ask();
    Reply part = many(3);
    part.tc = true;
    world.answer(0, part);
    EXPECT_FALSE(world.resolved(ask));
}

TEST(EngineTcp, MoreThanWasAskedForIsAskedOverTcp) {
    World world;
    const base::Handle ask = world.ask();
    const Octets big = many(90).to(world.effects.sent[0]);
    ASSERT_GT(big.size(), 1232U);
    world.deliver(0, big);
    EXPECT_FALSE(world.resolved(ask));
    ASSERT_EQ(world.sent(), 2U);
    EXPECT_TRUE(world.effects.sent[1].tcp);
    world.set.edns_size = 4096;
    world.set.key = 8;
    const base::Handle bigger = world.ask();
    world.answer(2, many(90));
    EXPECT_TRUE(world.resolved(bigger));
}

TEST(EngineTcp, TruncationLoopIsBounded) {
    for (const unsigned servers : {1U, 2U, 3U}) {
        World world(servers);
        const base::Handle ask = world.ask();
        world.answer(0, truncated());
        for (std::size_t i = 1; i < world.sent(); ++i) {
            if (world.effects.sent[i].tcp) world.fail_path(i);
        }
        world.advance(2000);
        ASSERT_TRUE(world.resolved(ask));
        EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::failure);
        EXPECT_LE(world.sent(), 4U);
        EXPECT_EQ(world.count(Count::upstream_tcp_failed), 2U);
    }
}

TEST(EngineTcp, TruncatedOverTcpIsAFailure) {
    World world;
    const base::Handle ask = world.ask();
    world.answer(0, truncated());
    world.answer(1, truncated());
    ASSERT_TRUE(world.resolved(ask));
    EXPECT_EQ(world.outcome(ask).failure, Failure::malformed);
}

TEST(EngineTcp, StalledConnectionIsReplacedOnce) {
    World world;
    const base::Handle ask = world.ask();
    world.answer(0, truncated());
    world.advance(1600);
    ASSERT_EQ(world.sent(), 3U);
    EXPECT_TRUE(world.effects.sent[2].tcp);
    EXPECT_EQ(world.effects.tcp_open.size(), 1U) << "the stalled one is closed";
    world.answer(2, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);

    const base::Handle dead = world.ask("dead.example.");
    world.answer(world.sent() - 1, truncated());
    world.advance(3999);
    ASSERT_TRUE(world.resolved(dead));
    EXPECT_EQ(world.outcome(dead).failure, Failure::timeout);
    EXPECT_TRUE(world.effects.tcp_open.empty());
}

TEST(EngineTcp, GarbageOverTcpMovesOn) {
    World world(2);
    const base::Handle ask = world.ask();
    world.answer(0, truncated());
    Octets bad = address_reply("www.example.").to(world.effects.sent[1]);
    bad.resize(bad.size() - 3);
    world.deliver(1, bad);
    ASSERT_EQ(world.sent(), 3U);
    EXPECT_TRUE(world.effects.sent[2].tcp);
    EXPECT_NE(world.effects.sent[1].server, world.effects.sent[2].server);
    world.answer(2, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
}

TEST(EngineTcp, WrongIdOnAConnectionIsWaitedOut) {
    World world;
    const base::Handle ask = world.ask();
    world.answer(0, truncated());
    Octets other = address_reply("www.example.").to(world.effects.sent[1]);
    other[0] ^= 1;
    world.deliver(1, other);
    EXPECT_FALSE(world.resolved(ask));
    EXPECT_EQ(world.sent(), 2U);
    world.answer(1, address_reply("www.example."));
    EXPECT_TRUE(world.resolved(ask));
}

TEST(EngineTcp, BareFailureIsBelieved) {
    World world;
    const base::Handle ask = world.ask();
    world.answer(0, truncated());
    Octets bare(12, 0);
    bare[0] = world.effects.sent[1].bytes[0];
    bare[1] = world.effects.sent[1].bytes[1];
    bare[2] = 0x81;
    bare[3] = 0x85;
    world.deliver(1, bare);
    ASSERT_TRUE(world.resolved(ask));
    EXPECT_EQ(world.outcome(ask).failure, Failure::refused);
}

TEST(EngineTcp, NoConnectionToBeHad) {
    World world;
    world.effects.tcp_works = false;
    const base::Handle ask = world.ask();
    world.answer(0, truncated());
    world.advance(3800);
    ASSERT_TRUE(world.resolved(ask));
    EXPECT_EQ(world.outcome(ask).failure, Failure::unreachable);
    EXPECT_EQ(world.sent(), 1U);
}

TEST(EngineTcp, FailedConnectionBesideUdpDoesNotMatter) {
    World world;
    const base::Handle ask = world.ask();
    Octets wrong = address_reply("www.example.").to(world.effects.sent[0]);
    wrong[0] ^= 1;
    world.deliver(0, wrong);
    world.fail_path(1);
    EXPECT_FALSE(world.resolved(ask));
    EXPECT_EQ(world.sent(), 2U);
    world.answer(0, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
}

}  // namespace
}  // namespace gate64::dns64d::upstream
