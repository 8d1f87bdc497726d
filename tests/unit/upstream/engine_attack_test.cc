// SPDX-License-Identifier: Apache-2.0
// Packets that are not the answer: counted, ignored, never remembered against a server.
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

Octets flipped(Octets bytes, std::size_t at, unsigned mask) {
    bytes.at(at) = static_cast<std::uint8_t>(bytes.at(at) ^ mask);
    return bytes;
}

struct Forgery {
    const char* what;
    Octets bytes;
};

/// What somebody who saw the question may send ahead of the truth.
std::vector<Forgery> forgeries(const Sent& sent) {
    const Octets lie = address_reply("www.example.", "192.0.2.66").to(sent);
    const std::size_t qname_at = dns::header_bytes;
    const std::size_t qtype_at = qname_at + name("www.example.").wire().size();
    Octets no_question = lie;
    no_question[5] = 0;
    Octets two_questions = lie;
    two_questions[5] = 2;
    Octets trailing = lie;
    trailing.push_back(0);
    Octets cut = lie;
    cut.resize(lie.size() - 15);
    Octets counts = lie;
    counts[6] = counts[7] = 0xFF;
    Octets bare_formerr(lie.begin(), lie.begin() + dns::header_bytes);
    bare_formerr[3] = 0x81;
    bare_formerr[5] = bare_formerr[7] = bare_formerr[11] = 0;
    Octets pointer_question(lie.begin(), lie.begin() + dns::header_bytes);
    put(pointer_question, {0xC0, 0x0C, 0, 1, 0, 1});
    return {
        {"wrong id", flipped(lie, 1, 1)},
        {"wrong id, high octet", flipped(lie, 0, 0x80)},
        {"a query", flipped(lie, 2, 0x80)},
        {"opcode 1", flipped(lie, 2, 0x08)},
        {"opcode 5", flipped(lie, 2, 0x28)},
        {"no question", no_question},
        {"two questions", two_questions},
        {"other name", flipped(lie, qname_at + 1, 1)},
        {"other type", flipped(lie, qtype_at + 1, 4)},
        {"other class", flipped(lie, qtype_at + 3, 2)},
        {"empty", {}},
        {"one octet", {0}},
        {"eleven octets", Octets(lie.begin(), lie.begin() + 11)},
        {"header alone", Octets(lie.begin(), lie.begin() + 12)},
        {"garbage", Octets(100, 0xA5)},
        {"zeros", Octets(100, 0)},
        {"trailing octet", trailing},
        {"cut in a record", cut},
        {"counts too high", counts},
        {"bare FORMERR", bare_formerr},
        {"question is a pointer", pointer_question},
    };
}

void expect_unharmed(World& world, const ServerStatus& before) {
    const ServerStatus after = world.status(0);
    EXPECT_EQ(after.healthy, before.healthy);
    EXPECT_EQ(after.timeouts, before.timeouts);
    EXPECT_EQ(after.failures, before.failures);
    EXPECT_EQ(after.smoothed_rtt_ms, before.smoothed_rtt_ms);
}

TEST(EngineAttack, BadPacketsAheadOfTheTruth) {
    const std::size_t kinds = forgeries({1,
                                         {},
                                         false,
                                         [] {
                                             World world;
                                             (void)world.ask();
                                             return world.effects.sent[0].bytes;
                                         }()})
                                  .size();
    EXPECT_GE(kinds, 20U);
    for (std::size_t kind = 0; kind < kinds; ++kind) {
        World world;
        const base::Handle ask = world.ask();
        const Forgery forgery = forgeries(world.effects.sent[0])[kind];
        const ServerStatus before = world.status(0);
        for (int i = 0; i < 50; ++i)
            world.deliver(0, forgery.bytes);
        EXPECT_FALSE(world.resolved(ask)) << forgery.what;
        expect_unharmed(world, before);
        ASSERT_EQ(world.sent(), 2U) << forgery.what << ": once over TCP beside UDP";
        EXPECT_TRUE(world.effects.sent[1].tcp);
        EXPECT_GE(world.count(Count::upstream_near_miss) + world.count(Count::upstream_malformed),
                  50U)
            << forgery.what;
        world.advance(1);
        world.answer(0, address_reply("www.example."));
        ASSERT_TRUE(world.resolved(ask)) << forgery.what;
        EXPECT_EQ(world.list(ask), "an www.example. A 300\n");
        EXPECT_TRUE(world.effects.tcp_open.empty());
    }
}

TEST(EngineAttack, TheTcpAnswerCountsAsWell) {
    World world;
    const base::Handle ask = world.ask();
    world.deliver(0, flipped(address_reply("www.example.").to(world.effects.sent[0]), 0, 1));
    world.answer(1, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
    world.answer(0, address_reply("www.example.", "192.0.2.66"));
    EXPECT_EQ(world.count(Count::upstream_unexpected), 1U);
}

TEST(EngineAttack, FloodOfIdsNeverGetsThrough) {
    World world;
    const base::Handle ask = world.ask();
    const Octets lie = address_reply("www.example.", "192.0.2.66").to(world.effects.sent[0]);
    const std::uint16_t right = world.effects.sent[0].id();
    for (unsigned id = 0; id < 65536; ++id) {
        if (id == right) continue;
        Octets guess = lie;
        guess[0] = static_cast<std::uint8_t>(id >> 8);
        guess[1] = static_cast<std::uint8_t>(id);
        world.deliver(0, guess);
    }
    EXPECT_FALSE(world.resolved(ask));
    EXPECT_EQ(world.count(Count::upstream_near_miss), 65535U);
    EXPECT_EQ(world.sent(), 2U);
    world.answer(1, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).records.count(), 1U);
}

TEST(EngineAttack, ForgedTruncationWithoutTcpService) {
    World world;
    const base::Handle ask = world.ask();
    Reply truncated;
    truncated.tc = true;
    world.answer(0, truncated);
    world.fail_path(1);
    world.fail_path(2);
    EXPECT_FALSE(world.resolved(ask)) << "the true answer may still come over UDP";
    world.advance(5);
    world.answer(0, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
}

TEST(EngineAttack, ForgedIcmpChangesNothing) {
    World world;
    (void)world.ask("warm.");
    world.advance(10);
    world.answer(0, address_reply("warm."));
    const ServerStatus before = world.status(0);
    for (int i = 0; i < 20; ++i) {
        const std::string qname = "n" + std::to_string(i) + ".";
        const std::size_t at = world.sent();
        const base::Handle ask = world.ask(qname);
        world.fail_path(at);
        world.advance(5);
        world.answer(at, address_reply(qname));
        ASSERT_TRUE(world.resolved(ask));
        EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
        for (std::size_t k = at + 1; k < world.sent(); ++k)
            world.answer(k, address_reply(qname));
        world.advance(1000);
    }
    EXPECT_TRUE(world.status(0).healthy);
    EXPECT_EQ(world.status(0).timeouts, before.timeouts);
}

TEST(EngineAttack, RefusedConnectionGoesToTheNextServerAtOnce) {
    World world(2);
    const base::Handle ask = world.ask();
    world.fail_path(0);
    const Sent& next = world.effects.sent.back();
    EXPECT_NE(next.server, world.effects.sent[0].server);
    world.answer(world.sent() - 1, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
    EXPECT_TRUE(world.status(0).healthy);
    EXPECT_TRUE(world.status(1).healthy);
}

TEST(EngineAttack, ServerThatRefusesIsFoundOutByItsSilence) {
    World world(2);
    const net::Endpoint refusing = world.set.servers[0];
    std::size_t handled = 0;
    std::size_t packets_late = 0;
    for (int i = 0; i < 200; ++i) {
        const std::string qname = "n" + std::to_string(i) + ".";
        const base::Handle ask = world.ask(qname);
        for (int step = 0; step < 5; ++step) {
            for (; handled < world.sent(); ++handled) {
                const bool refused = world.effects.sent[handled].server == refusing;
                if (refused && i >= 100) ++packets_late;
                if (refused) {
                    world.fail_path(handled);
                } else {
                    world.answer(handled, address_reply(qname));
                }
            }
            world.advance(20);
        }
        ASSERT_TRUE(world.resolved(ask));
        EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
        world.upstream.forget(ask);
    }
    EXPECT_FALSE(world.status(0).healthy);
    EXPECT_LE(packets_late, 10U) << "no more than probes";
}

TEST(EngineAttack, AllRefusedIsUnreachableSoon) {
    for (const unsigned servers : {1U, 2U}) {
        World world(servers);
        const base::Handle ask = world.ask();
        std::size_t failed = 0;
        for (int step = 0; step < 50 && !world.resolved(ask); ++step) {
            for (; failed < world.sent(); ++failed)
                world.fail_path(failed);
            if (!world.resolved(ask)) world.advance(20);
        }
        ASSERT_TRUE(world.resolved(ask));
        EXPECT_LE((world.now - base::Instant{base::Duration{1'000'000}}).count(), 500);
        EXPECT_EQ(world.outcome(ask).failure, Failure::unreachable);
        EXPECT_EQ(world.outcome(ask).ede, dns::Ede::network_error);
    }
}

TEST(EngineAttack, NoSocketIsUnreachableButNotFromWithinAsk) {
    World world;
    world.effects.udp_works = false;
    const base::Handle ask = world.ask();
    ASSERT_TRUE(ask.valid());
    EXPECT_FALSE(world.resolved(ask));
    world.advance(1000);
    ASSERT_TRUE(world.resolved(ask));
    EXPECT_EQ(world.outcome(ask).failure, Failure::unreachable);
    EXPECT_GT(world.count(Count::upstream_no_socket), 0U);
    world.effects.udp_works = true;
    (void)world.ask("again.");
    EXPECT_EQ(world.sent(), 1U);
}

TEST(EngineAttack, SharedPathSuspectsOnlyTheQuestionThatWasNamed) {
    World world;
    world.effects.shared_path = true;
    (void)world.ask("a.example.");
    (void)world.ask("b.example.");
    ASSERT_EQ(world.effects.sent[0].path, world.effects.sent[1].path);
    const Octets about_b = address_reply("b.example.").to(world.effects.sent[1]);
    Octets wrong = about_b;
    do {
        ++wrong[1];
    } while (base::load_be16(wrong.data()) == world.effects.sent[0].id());
    world.deliver(0, wrong);
    ASSERT_EQ(world.sent(), 3U);
    EXPECT_TRUE(world.effects.sent[2].query().name.view() == name("b.example.").view());
    // The right id of the other question with this one's name is no answer to either.
    Octets swapped = about_b;
    swapped[0] = world.effects.sent[0].bytes[0];
    swapped[1] = world.effects.sent[0].bytes[1];
    world.deliver(0, swapped);
    EXPECT_TRUE(world.told.empty());
}

TEST(EngineAttack, DuplicatesAreNotAttacks) {
    World world;
    world.effects.shared_path = true;
    (void)world.ask("a.example.");
    world.answer(0, address_reply("a.example."));
    (void)world.ask("b.example.");
    world.answer(0, address_reply("a.example."));
    EXPECT_EQ(world.count(Count::upstream_near_miss), 0U);
    EXPECT_EQ(world.count(Count::upstream_unexpected), 1U);
    EXPECT_EQ(world.sent(), 2U);
}

TEST(EngineAttack, NothingOutstandingThere) {
    World world;
    world.upstream.on_message(99, Octets(40, 0), world.now);
    world.upstream.on_message(99, {}, world.now);
    world.upstream.on_path_failed(99, world.now);
    EXPECT_EQ(world.count(Count::upstream_unexpected), 2U);
}

TEST(EngineAttack, AnswersAreScrubbed) {
    World world;
    const base::Handle ask = world.ask();
    Reply reply = address_reply("www.example.");
    reply.rows.push_back(in_authority("example.", rr::ns, 300, target("ns.evil.")));
    reply.rows.push_back(in_additional("ns.evil.", rr::a, 300, v4("192.0.2.66")));
    world.answer(0, reply);
    EXPECT_EQ(world.list(ask), "an www.example. A 300\n");
    EXPECT_EQ(world.count(Count::upstream_scrubbed_records), 2U);
}

}  // namespace
}  // namespace gate64::dns64d::upstream
