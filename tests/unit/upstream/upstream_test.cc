// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/upstream.h"

#include <gtest/gtest.h>

#include "tests/unit/upstream/world.h"

namespace gate64::dns64d::upstream {
namespace {

using namespace test;
using metrics::Count;
using model::Failure;
using model::OutcomeKind;
namespace rr = dns::rr;

TEST(Upstream, HealthyPathTakesOnePacket) {
    World world(3);
    for (int i = 0; i < 200; ++i) {
        const std::string qname = "n" + std::to_string(i) + ".example.";
        const base::Handle ask = world.ask(qname);
        world.advance(20);
        world.answer(world.sent() - 1, address_reply(qname));
        ASSERT_TRUE(world.resolved(ask));
        EXPECT_EQ(world.list(ask), "an " + qname + " A 300\n");
        world.upstream.forget(ask);
    }
    EXPECT_EQ(world.sent(), 200U);
    EXPECT_EQ(world.upstream.in_flight(), 0U);
    EXPECT_EQ(world.upstream.next_due(), base::Instant::max());
    EXPECT_EQ(world.count(Count::upstream_queries_udp), 200U);
    EXPECT_EQ(world.count(Count::upstream_answers), 200U);
}

TEST(Upstream, QuestionAsSent) {
    World world;
    world.set.trust_ad = true;
    world.set.edns_size = 1400;
    world.set.key = 9;
    (void)world.ask("WwW.Example.", rr::aaaa, true);
    const dns::Query query = world.effects.sent[0].query();
    EXPECT_EQ(octets(query.name.wire()), target("WwW.Example."));
    EXPECT_EQ(query.type, rr::aaaa);
    EXPECT_TRUE(query.header.rd());
    EXPECT_TRUE(query.header.cd());
    EXPECT_TRUE(query.header.ad());
    EXPECT_TRUE(query.edns.present);
    EXPECT_TRUE(query.edns.dnssec_ok);
    EXPECT_EQ(query.edns.udp_size, 1400);
    world.set = World::make_set(1);
    (void)world.ask();
    const dns::Query other = world.effects.sent[1].query();
    EXPECT_FALSE(other.header.cd());
    EXPECT_FALSE(other.header.ad());
    EXPECT_EQ(other.edns.udp_size, 1232);
}

TEST(Upstream, SameQuestionIsOutstandingOnce) {
    World world;
    std::vector<base::Handle> asks;
    for (int i = 0; i < 2000; ++i)
        asks.push_back(world.ask(i % 2 == 0 ? "www.example." : "WWW.EXAMPLE."));
    EXPECT_EQ(world.sent(), 1U);
    EXPECT_EQ(world.count(Count::upstream_coalesced), 1999U);
    EXPECT_EQ(world.upstream.in_flight(), 1U);
    world.advance(700);
    EXPECT_EQ(world.sent(), 1U) << "one server is given time before it is asked again";
    world.answer(0, address_reply("www.example."));
    EXPECT_EQ(world.told.size(), 1U);
    for (const base::Handle ask : asks) {
        EXPECT_EQ(ask, asks[0]);
        EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
        world.upstream.forget(ask);
    }
    EXPECT_EQ(world.upstream.outcome(asks[0]), nullptr);
}

TEST(Upstream, WhatMakesAnotherQuestion) {
    World world;
    const base::Handle first = world.ask();
    EXPECT_NE(world.ask("www.example.", rr::aaaa), first);
    EXPECT_NE(world.ask("www.example.", rr::a, true), first);
    EXPECT_NE(world.ask("ww.example."), first);
    world.set.key = 8;
    EXPECT_NE(world.ask(), first);
    EXPECT_EQ(world.sent(), 5U);
    const model::SourceKey key = world.upstream.key(first);
    EXPECT_TRUE(key.name == name("www.example.").view());
    EXPECT_EQ(key.type, rr::a);
    EXPECT_FALSE(key.cd);
    EXPECT_EQ(key.upstream_key, 7U);
}

TEST(Upstream, ResolvedQuestionIsAskedAnew) {
    World world;
    const base::Handle first = world.ask();
    world.answer(0, address_reply("www.example."));
    const base::Handle second = world.ask();
    EXPECT_NE(first, second);
    EXPECT_EQ(world.sent(), 2U);
    EXPECT_FALSE(world.resolved(second));
    EXPECT_EQ(world.upstream.outcome(second), nullptr);
    EXPECT_NE(world.upstream.outcome(first), nullptr);
}

TEST(Upstream, NobodyWaitsAnyMore) {
    World world;
    const base::Handle ask = world.ask();
    world.upstream.forget(ask);
    EXPECT_EQ(world.upstream.in_flight(), 1U);
    world.answer(0, address_reply("www.example."));
    EXPECT_TRUE(world.resolved(ask));
    EXPECT_EQ(world.upstream.outcome(ask), nullptr);
    world.upstream.forget(ask);
    EXPECT_EQ(world.upstream.in_flight(), 0U);
}

TEST(Upstream, ListenerMayAskAndForget) {
    World world;
    int rounds = 0;
    world.when_told = [&](base::Handle ask) {
        world.upstream.forget(ask);
        EXPECT_NE(world.upstream.outcome(ask), nullptr) << "still there during the call";
        if (++rounds < 5) {
            EXPECT_NE(world.ask(), ask);
        }
    };
    const base::Handle first = world.ask();
    for (std::size_t i = 0; i < 5; ++i)
        world.answer(i, address_reply("www.example."));
    EXPECT_EQ(rounds, 5);
    EXPECT_EQ(world.upstream.outcome(first), nullptr);
    EXPECT_EQ(world.upstream.in_flight(), 0U);
}

TEST(Upstream, NoServersAndFullTable) {
    UpstreamLimits limits;
    limits.asks_max = 3;
    World world(1, limits);
    const model::UpstreamSet empty;
    EXPECT_FALSE(world.upstream.ask({name("a."), rr::a, false, 0}, empty, world.now).valid());
    EXPECT_TRUE(world.ask("a.").valid());
    EXPECT_TRUE(world.ask("b.").valid());
    EXPECT_TRUE(world.ask("c.").valid());
    EXPECT_FALSE(world.ask("d.").valid());
    EXPECT_TRUE(world.ask("a.").valid());
    EXPECT_EQ(world.upstream.in_flight(), 3U);
    world.answer(0, address_reply("a."));
    EXPECT_FALSE(world.ask("d.").valid()) << "an outcome that is still read has its place";
    world.upstream.forget(base::Handle::unpack(*world.told.begin()));
    world.upstream.forget(base::Handle::unpack(*world.told.begin()));
    EXPECT_TRUE(world.ask("d.").valid());
}

TEST(Upstream, FailureCarriesTheEde) {
    World world;
    const base::Handle ask = world.ask();
    world.answer(0, failing(dns::Rcode::servfail, dns::Ede::dnssec_bogus));
    EXPECT_EQ(world.outcome(ask).failure, Failure::server_failed);
    EXPECT_EQ(world.outcome(ask).ede, dns::Ede::dnssec_bogus);
    EXPECT_EQ(world.outcome(ask).ttl, 5U);
    EXPECT_EQ(world.sent(), 1U);
}

TEST(Upstream, ConfigureInMidFlight) {
    World world(2);
    const base::Handle ask = world.ask();
    const net::Endpoint asked = world.effects.sent[0].server;
    world.set = World::make_set(1, 11);
    world.set.servers[0] = *net::Endpoint::parse("203.0.113.1", 53);
    world.configure({world.set});
    const base::Handle other = world.ask("new.example.");
    EXPECT_EQ(world.effects.sent[1].server, world.set.servers[0]);
    world.advance(500);
    ASSERT_EQ(world.sent(), 3U) << "the old question goes on with its old servers";
    EXPECT_NE(world.effects.sent[2].server, asked);
    EXPECT_NE(world.effects.sent[2].server, world.set.servers[0]);
    world.answer(0, address_reply("www.example."));
    world.answer(1, address_reply("new.example."));
    EXPECT_EQ(world.outcome(ask).kind, OutcomeKind::answer);
    EXPECT_EQ(world.outcome(other).kind, OutcomeKind::answer);
    ASSERT_EQ(world.upstream.status().size(), 1U) << "servers nobody names are gone";
    EXPECT_EQ(world.status(0).server, world.set.servers[0]);
}

TEST(Upstream, ServersThatStayKeepTheirHistory) {
    World world(1);
    (void)world.ask();
    world.advance(30);
    world.answer(0, address_reply("www.example."));
    auto bigger = World::make_set(2, 12);
    world.configure({bigger});
    EXPECT_EQ(world.status(0).queries, 1U);
    EXPECT_EQ(world.status(0).answers, 1U);
    EXPECT_EQ(world.status(0).smoothed_rtt_ms, 30U);
    EXPECT_EQ(world.status(1).queries, 0U);
}

TEST(Upstream, TtlLimitsComeFromTheConfiguration) {
    World world;
    auto settings = std::make_shared<model::Settings>();
    settings->upstreams = {world.set};
    settings->cache.max_ttl_s = 100;
    world.upstream.configure(settings);
    const base::Handle ask = world.ask();
    world.answer(0, address_reply("www.example."));
    EXPECT_EQ(world.outcome(ask).ttl, 100U);
}

TEST(Upstream, DestroyedInMidFlight) {
    World world(2);
    for (int i = 0; i < 50; ++i)
        (void)world.ask("n" + std::to_string(i) + ".");
    world.advance(1000);
    EXPECT_EQ(world.upstream.in_flight(), 50U);
    world.effects.tcp_open.clear();
}

}  // namespace
}  // namespace gate64::dns64d::upstream
