// SPDX-License-Identifier: Apache-2.0
// Time-outs, hedging, back-off and recovery.
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

/// Index of the server that is asked first.
std::size_t preferred(const World& world) {
    return world.status(0).queries > world.status(1).queries ? 0 : 1;
}

/// Both servers answer a few questions after `ms`, so their round trips are known.
void warm_up(World& world, int questions = 60, std::int64_t ms = 10) {
    for (int i = 0; i < questions; ++i) {
        const std::string qname = "warm" + std::to_string(i) + ".example.";
        const base::Handle ask = world.ask(qname);
        world.advance(ms);
        world.answer(world.sent() - 1, address_reply(qname));
        world.upstream.forget(ask);
    }
    world.effects.sent.clear();
    world.told.clear();
}

TEST(EngineRetry, HedgesToTheOtherServerWithNewIdAndPath) {
    World world(2);
    warm_up(world);
    const base::Handle ask = world.ask();
    world.advance(100);
    ASSERT_EQ(world.sent(), 2U);
    EXPECT_NE(world.effects.sent[0].server, world.effects.sent[1].server);
    EXPECT_NE(world.effects.sent[0].path, world.effects.sent[1].path);
    EXPECT_NE(world.effects.sent[0].id(), world.effects.sent[1].id());
    EXPECT_EQ(world.count(Count::upstream_hedges), 1U);
    EXPECT_EQ(world.count(Count::upstream_timeouts), 1U);
    world.answer(1, address_reply("www.example."));
    EXPECT_TRUE(world.resolved(ask));
    const auto unexpected = world.count(Count::upstream_unexpected);
    world.answer(0, address_reply("www.example.", "192.0.2.99"));
    EXPECT_EQ(world.count(Count::upstream_unexpected), unexpected + 1);
    EXPECT_EQ(world.count(Count::upstream_near_miss), 0U);
}

TEST(EngineRetry, LateAnswerIsTakenAsLongAsNoOtherCame) {
    World world(2);
    warm_up(world);
    const base::Handle ask = world.ask();
    world.advance(300);
    ASSERT_EQ(world.sent(), 2U);
    world.answer(0, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
}

TEST(EngineRetry, OneServerGetsTimeThenTcp) {
    World world(1);
    warm_up(world);
    const base::Handle ask = world.ask();
    world.advance(790);
    EXPECT_EQ(world.sent(), 1U);
    world.advance(120);
    ASSERT_EQ(world.sent(), 2U);
    EXPECT_FALSE(world.effects.sent[1].tcp);
    world.advance(900);
    ASSERT_EQ(world.sent(), 3U);
    EXPECT_TRUE(world.effects.sent[2].tcp);
    world.answer(2, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
    EXPECT_TRUE(world.effects.tcp_open.empty());
}

TEST(EngineRetry, SilenceEndsInATimeout) {
    for (const unsigned servers : {1U, 2U, 3U, 5U}) {
        World world(servers);
        const base::Handle ask = world.ask();
        world.advance(3700);
        EXPECT_FALSE(world.resolved(ask));
        world.advance(200);
        ASSERT_TRUE(world.resolved(ask));
        EXPECT_EQ(world.outcome(ask).failure, Failure::timeout);
        EXPECT_EQ(world.outcome(ask).ede, dns::Ede::no_reachable_authority);
        EXPECT_LE(world.sent(), UpstreamLimits{}.packets_max);
        EXPECT_TRUE(world.effects.tcp_open.empty());
        EXPECT_EQ(world.upstream.next_due(), base::Instant::max());
    }
}

TEST(EngineRetry, DeadServerIsLeftAloneAndProbed) {
    World world(2);
    warm_up(world);
    const std::size_t first = preferred(world);
    const net::Endpoint dead = world.status(first).server;
    std::size_t questions = 0;
    std::size_t waited = 0;
    std::size_t to_dead = 0;
    // 20 s of 50 questions a second; the dead server never answers, the other at once.
    for (int i = 0; i < 1000; ++i) {
        const std::string qname = "n" + std::to_string(i) + ".example.";
        std::size_t done = world.sent();
        const base::Handle ask = world.ask(qname);
        ++questions;
        for (int step = 0; step < 20 && !world.resolved(ask); ++step) {
            for (; done < world.sent(); ++done) {
                if (world.effects.sent[done].server == dead) {
                    ++to_dead;
                } else {
                    world.answer(done, address_reply(qname));
                }
            }
            if (world.resolved(ask)) break;
            world.advance(20);
            ++waited;
        }
        ASSERT_TRUE(world.resolved(ask));
        world.upstream.forget(ask);
        world.advance(20);
    }
    EXPECT_FALSE(world.status(first).healthy);
    EXPECT_TRUE(world.status(1 - first).healthy);
    EXPECT_LE(to_dead, 16U) << "one probe a second at most, then fewer";
    EXPECT_LE(waited, 40U);
}

TEST(EngineRetry, RecoversWithTheFirstAnsweredProbe) {
    World world(2);
    warm_up(world);
    const std::size_t first = preferred(world);
    const net::Endpoint flaky = world.status(first).server;
    bool dead = true;
    const auto run = [&](int questions) {
        std::size_t answered_by_flaky = 0;
        for (int i = 0; i < questions; ++i) {
            const std::string qname = "r" + std::to_string(world.sent()) + ".example.";
            std::size_t done = world.sent();
            const base::Handle ask = world.ask(qname);
            for (int step = 0; step < 10; ++step) {
                for (; done < world.sent(); ++done) {
                    const bool is_flaky = world.effects.sent[done].server == flaky;
                    if (dead && is_flaky) continue;
                    if (is_flaky && !world.resolved(ask)) ++answered_by_flaky;
                    world.answer(done, address_reply(qname));
                }
                world.advance(10);
            }
            world.upstream.forget(ask);
        }
        return answered_by_flaky;
    };
    (void)run(60);
    EXPECT_FALSE(world.status(first).healthy);
    dead = false;
    (void)run(100);
    EXPECT_TRUE(world.status(first).healthy);
    EXPECT_GT(run(200), 0U);
}

TEST(EngineRetry, ProbeThatNobodyAnswersLeavesNothingBehind) {
    World world(2);
    warm_up(world);
    for (int i = 0; i < 5; ++i) {
        (void)world.ask("n" + std::to_string(i) + ".");
        world.advance(6000);
    }
    EXPECT_EQ(world.upstream.in_flight(), 0U);
    EXPECT_EQ(world.upstream.next_due(), base::Instant::max());
    EXPECT_EQ(world.status(0).in_flight, 0U);
    EXPECT_EQ(world.status(1).in_flight, 0U);
}

TEST(EngineRetry, AllDownStillAsksAndGivesUpSooner) {
    World world(1);
    for (int i = 0; i < 4; ++i) {
        (void)world.ask("n" + std::to_string(i) + ".");
        world.advance(4000);
    }
    EXPECT_FALSE(world.status(0).healthy);
    const base::Handle failed = world.ask("late.");
    world.advance(3000);
    EXPECT_TRUE(world.resolved(failed));
    const std::size_t before = world.sent();
    const base::Handle ask = world.ask("back.");
    ASSERT_EQ(world.sent(), before + 1);
    world.answer(before, address_reply("back."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
    EXPECT_TRUE(world.status(0).healthy);
}

TEST(EngineRetry, FailingServerHandsOverOnce) {
    for (const auto rcode : {dns::Rcode::servfail, dns::Rcode::refused, dns::Rcode::formerr,
                             dns::Rcode::notimp, dns::Rcode::badcookie}) {
        World world(3);
        const base::Handle ask = world.ask();
        world.answer(0, failing(rcode));
        ASSERT_EQ(world.sent(), 2U);
        EXPECT_NE(world.effects.sent[0].server, world.effects.sent[1].server);
        world.answer(1, failing(rcode));
        EXPECT_EQ(world.outcome(ask).failure,
                  rcode == dns::Rcode::refused ? Failure::refused : Failure::server_failed);
        EXPECT_EQ(world.sent(), 2U);
        EXPECT_EQ(world.count(Count::upstream_failures), 2U);
    }
}

TEST(EngineRetry, OtherServerMayKnowBetter) {
    World world(2);
    const base::Handle ask = world.ask();
    world.answer(0, failing(dns::Rcode::servfail));
    world.answer(1, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
}

TEST(EngineRetry, DnssecFailureIsNotHiddenByAnotherServer) {
    World world(2);
    const base::Handle ask = world.ask();
    world.answer(0, failing(dns::Rcode::servfail, dns::Ede::dnssec_bogus));
    world.answer(1, failing(dns::Rcode::refused, dns::Ede::prohibited));
    EXPECT_EQ(world.outcome(ask).failure, Failure::server_failed);
    EXPECT_EQ(world.outcome(ask).ede, dns::Ede::dnssec_bogus);
}

TEST(EngineRetry, HedgeThatFailsWaitsForTheFirst) {
    World world(2);
    warm_up(world);
    const base::Handle ask = world.ask();
    world.advance(100);
    ASSERT_EQ(world.sent(), 2U);
    world.answer(1, failing(dns::Rcode::refused));
    EXPECT_FALSE(world.resolved(ask));
    world.answer(0, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
    const base::Handle silent = world.ask("other.example.");
    world.advance(100);
    world.answer(3, failing(dns::Rcode::refused));
    world.advance(1000);
    ASSERT_TRUE(world.resolved(silent));
    EXPECT_EQ(world.outcome(silent).failure, Failure::refused);
}

TEST(EngineRetry, WithoutEdnsWhenTheServerCannotReadIt) {
    for (const bool tcp : {false, true}) {
        World world(1);
        const base::Handle ask = world.ask();
        Reply formerr = failing(dns::Rcode::formerr);
        formerr.edns = false;
        Reply truncated;
        truncated.tc = true;
        if (tcp) world.answer(0, truncated);
        world.answer(world.sent() - 1, formerr);
        const Sent& plain = world.effects.sent.back();
        EXPECT_EQ(plain.tcp, tcp);
        EXPECT_FALSE(plain.query().edns.present);
        world.answer(world.sent() - 1, address_reply("www.example."));
        EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
        (void)world.ask("next.example.");
        EXPECT_TRUE(world.effects.sent.back().query().edns.present) << "not remembered";
    }
}

TEST(EngineRetry, FormerrForeverIsBounded) {
    for (const auto rcode : {dns::Rcode::formerr, dns::Rcode::notimp, dns::Rcode::refused,
                             dns::Rcode::badvers, dns::Rcode::badcookie, dns::Rcode::servfail}) {
        for (const unsigned servers : {1U, 2U, 4U}) {
            World world(servers);
            const base::Handle ask = world.ask();
            for (std::size_t i = 0; i < world.sent() && i < 10; ++i) {
                Reply reply = failing(rcode);
                reply.edns = static_cast<std::uint16_t>(rcode) > 15;
                world.answer(i, reply);
            }
            EXPECT_TRUE(world.resolved(ask));
            EXPECT_LE(world.sent(), 4U);
        }
    }
}

}  // namespace
}  // namespace gate64::dns64d::upstream
