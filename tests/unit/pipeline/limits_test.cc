// SPDX-License-Identifier: Apache-2.0
// Tables that are full and quotas that are reached: counted refusals, and everything is given back.

#include <gtest/gtest.h>

#include <string>

#include "dns64d/pipeline/owner.h"
#include "tests/unit/pipeline/kit.h"

namespace gate64::dns64d::pipeline::test {
namespace {

using dns::Rcode;
using metrics::Count;

std::string numbered(int i, std::string_view zone = "example") {
    return "n" + std::to_string(i) + "." + std::string(zone);
}

TEST(Limits, OneClientCannotTakeAll) {
    model::Settings settings = make_settings();
    settings.limits.per_client = 10;
    World world(1, settings);
    for (int i = 0; i < 25; ++i)
        world.ask(0, {.name = numbered(i)}, "2001:db8:1::" + std::to_string(i + 1));
    EXPECT_EQ(world.replies(), 15U) << "the whole /64 is one client";
    for (const Reply& reply : world[0].replies)
        EXPECT_EQ(reply.rcode(), Rcode::refused);
    EXPECT_EQ(world.count(Count::refused_client_quota), 15U);
    world.ask(0, {.name = numbered(99)}, "2001:db8:2::1");
    EXPECT_EQ(world.replies(), 15U) << "another client is served";
    world.answer_all();
    EXPECT_EQ(world.replies(), 26U);
    world.ask(0, {.name = numbered(100)}, "2001:db8:1::1");
    EXPECT_EQ(world.replies(), 26U) << "its places came back";
}

TEST(Limits, IPv4ClientsCountByAddress) {
    model::Settings settings = make_settings();
    settings.limits.per_client = 1;
    World world(1, settings);
    world.ask(0, {.name = numbered(1)}, "192.0.2.1");
    world.ask(0, {.name = numbered(2)}, "192.0.2.2");
    EXPECT_EQ(world.replies(), 0U);
    world.ask(0, {.name = numbered(3)}, "192.0.2.1");
    EXPECT_EQ(world.replies(), 1U);
}

TEST(Limits, OneZoneCannotTakeAll) {
    model::Settings settings = make_settings();
    settings.limits.per_zone = 10;
    World world(1, settings);
    for (int i = 0; i < 25; ++i)
        world.ask(0, {.name = numbered(i, "victim.example")});
    EXPECT_EQ(world.count(Count::refused_zone_quota), 15U);
    EXPECT_EQ(world.replies(), 15U);
    for (const Reply& reply : world[0].replies)
        EXPECT_EQ(reply.rcode(), Rcode::servfail);
    world.ask(0, {.name = numbered(1, "other.example")});
    world.answer_all();
    EXPECT_EQ(world.replies(), 26U);
    EXPECT_EQ(world[0].replies.back().rcode(), Rcode::noerror);
    world.ask(0, {.name = numbered(30, "victim.example")});
    world.answer_all();
    EXPECT_EQ(world[0].replies.back().rcode(), Rcode::noerror) << "its places came back";
}

TEST(Limits, AZoneAtItsLimitIsStillServedFromTheCache) {
    model::Settings settings = make_settings();
    settings.limits.per_zone = 1;
    World world(1, settings);
    world.ask(0, {.name = "a.victim.example"});
    world.answer_all();
    world.ask(0, {.name = "b.victim.example"});
    world.ask(0, {.name = "a.victim.example", .dnssec_ok = true});
    ASSERT_EQ(world.replies(), 2U);
    EXPECT_EQ(world[0].replies[1].rcode(), Rcode::noerror);
}

TEST(Limits, AFullTableOfWaitersIsServfail) {
    PipelineLimits limits = small_limits();
    limits.waiters_max = 4;
    World world(1, make_settings(), limits);
    for (int i = 0; i < 6; ++i)
        world.ask(0, {.name = numbered(i)});
    EXPECT_EQ(world.replies(), 2U);
    EXPECT_EQ(world[0].replies[0].rcode(), Rcode::servfail);
    EXPECT_EQ(world.count(Count::refused_in_flight), 2U);
    world.answer_all();
    EXPECT_EQ(world.replies(), 6U);
    world.ask(0, {.name = numbered(9)});
    world.answer_all();
    EXPECT_EQ(world[0].replies.back().rcode(), Rcode::noerror);
}

TEST(Limits, AFullTableOfJobsIsServfail) {
    PipelineLimits limits = small_limits();
    limits.owner.jobs_max = 4;
    World world(1, make_settings(), limits);
    for (int i = 0; i < 6; ++i)
        world.ask(0, {.name = numbered(i)});
    EXPECT_EQ(world.replies(), 2U);
    EXPECT_EQ(world[0].replies[1].rcode(), Rcode::servfail);
    world.answer_all();
    EXPECT_EQ(world.replies(), 6U);
    EXPECT_EQ(world.waiting(), 0U);
}

TEST(Limits, AFullTableOfQuestionsUpstreamIsServfailAndNotKept) {
    PipelineLimits limits = small_limits();
    limits.owner.upstream.asks_max = 4;
    World world(1, make_settings(), limits);
    for (int i = 0; i < 3; ++i)
        world.ask(0, {.name = numbered(i)});
    ASSERT_EQ(world.replies(), 1U);
    EXPECT_EQ(world[0].replies[0].rcode(), Rcode::servfail);
    world.answer_all();
    EXPECT_EQ(world.replies(), 3U);
    world.ask(0, {.name = numbered(2)});
    world.answer_all();
    EXPECT_EQ(world[0].replies.back().rcode(), Rcode::noerror);
}

TEST(Limits, LateAnswersAreDroppedOnlyWhereManyWait) {
    for (const int waiting : {50, 150}) {
        World world(1);
        for (int i = 0; i < waiting; ++i)
            world.ask(0, {.name = numbered(i, "slow.example"), .type = "MX"});
        world.wait(late_answer_max + base::Duration(1));
        world.answer_all();
        const bool many = waiting > static_cast<int>(late_answer_waiting_max);
        EXPECT_EQ(world.count(Count::answers_late_dropped) > 0, many);
        EXPECT_EQ(world.replies() + world.count(Count::answers_late_dropped),
                  static_cast<std::size_t>(waiting));
        EXPECT_EQ(world.waiting(), 0U);
    }
}

TEST(Limits, LateAnswersOverTcpAndToThisHostAreNeverDropped) {
    for (const bool tcp : {true, false}) {
        World world(1);
        for (int i = 0; i < 150; ++i) {
            world.ask(0, {.name = numbered(i, "slow.example"), .type = "MX"},
                      tcp ? "2001:db8::1" : "127.0.0.1", tcp ? Transport::tcp : Transport::udp);
        }
        world.wait(late_answer_max + base::Duration(1));
        world.answer_all();
        EXPECT_EQ(world.replies(), 150U);
    }
}

TEST(Limits, AnswersInTimeAreNotDropped) {
    World world(1);
    for (int i = 0; i < 150; ++i)
        world.ask(0, {.name = numbered(i, "slow.example"), .type = "MX"});
    world.wait(base::Duration(1000));
    world.answer_all();
    EXPECT_EQ(world.replies(), 150U);
}

}  // namespace
}  // namespace gate64::dns64d::pipeline::test
