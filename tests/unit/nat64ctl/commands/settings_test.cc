// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/nat64ctl/commands/scene.h"

namespace gate64::nat64ctl::commands {
namespace {

using testing::HasSubstr;

TEST(Get, ShowsEverySettingWithDefaultRangeAndMeaning) {
    Scene scene;
    scene.jool.add("gate64");
    const auto rows = scene.run({"get", "--json"}).json();
    ASSERT_GT(rows.size(), 20U);
    for (const auto& row : rows) {
        EXPECT_EQ(row.size(), 6U);
        EXPECT_NE(row["help"], "") << row["key"];
    }
    const Outcome one = scene.run({"get", "udp-timeout"});
    EXPECT_THAT(one.out, HasSubstr("udp-timeout = 5m"));
    EXPECT_THAT(one.out, HasSubstr("default 5m, 2m to"));
    EXPECT_EQ(scene.run({"get", "udp-timeout", "--json"}).json()["value"], 300'000);
}

TEST(Get, HintsAtTheNearestName) {
    Scene scene;
    const Outcome outcome = scene.run({"get", "udp-timout"});
    EXPECT_EQ(outcome.code, cli::ExitCode::usage);
    EXPECT_THAT(outcome.err, HasSubstr("did you mean udp-timeout?"));
}

TEST(Set, ChangesAndSaysWhatItWas) {
    Scene scene;
    scene.jool.add("gate64");
    const Outcome outcome = scene.run({"set", "udp-timeout", "2m"});
    EXPECT_EQ(outcome.code, cli::ExitCode::done) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("udp-timeout: 5m -> 2m"));
    EXPECT_THAT(scene.run({"set", "udp-timeout", "120s"}).out, HasSubstr("nothing changed"));
    EXPECT_EQ(scene.run({"set", "udp-timeout", "default", "--json"}).json()["value"], 300'000);
}

TEST(Set, RefusesWhatJoolWouldNotTake) {
    Scene scene;
    scene.jool.add("gate64");
    const std::size_t before = scene.jool.requests.size();
    EXPECT_EQ(scene.run({"set", "udp-timeout", "1s"}).code, cli::ExitCode::usage);
    EXPECT_EQ(scene.run({"set", "tos", "256"}).code, cli::ExitCode::usage);
    EXPECT_THAT(scene.run({"set", "pool6", "64:ff9b::/96"}).err, HasSubstr("nat64ctl plan"));
    EXPECT_EQ(scene.jool.requests.size(), before);
    EXPECT_THAT(scene.run({"set", "ss-max-sessions-per-packet", "10"}).err, HasSubstr("4.1.11"));
}

TEST(Stats, ShowsWhatWasCounted) {
    Scene scene;
    auto& counters = scene.jool.add("gate64").counters;
    counters[1] = 1000;
    counters[27] = 3;
    counters[200] = 5;
    const Outcome outcome = scene.run({"stats"});
    EXPECT_EQ(outcome.code, cli::ExitCode::done) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("IPv6 packets seen."));
    EXPECT_THAT(outcome.out, testing::Not(HasSubstr("IPv4 packets seen.")));
    EXPECT_THAT(outcome.out, HasSubstr("stat_200"));
    EXPECT_THAT(scene.run({"stats", "--all"}).out, HasSubstr("JSTAT_RECEIVED6"));
    const auto rows = scene.run({"stats", "--json"}).json();
    EXPECT_EQ(rows[0]["name"], "JSTAT_RECEIVED6");
    EXPECT_EQ(rows[0]["value"], 1000);
    EXPECT_TRUE(rows[0]["per_second"].is_null());
}

TEST(Stats, CountsRates) {
    Scene scene;
    auto& counters = scene.jool.add("gate64").counters;
    counters[1] = 1000;
    counters[2] = 50;
    scene.on_pause = [&] {
        counters[1] = 1005;
        counters[2] = 0;
    };
    const auto rows = scene.run({"stats", "--rate", "2s", "--json"}).json();
    EXPECT_EQ(rows[0]["per_second"], 2.5);
    EXPECT_TRUE(rows[1]["per_second"].is_null());
    EXPECT_EQ(scene.run({"stats", "--rate", "soon"}).code, cli::ExitCode::usage);
}

TEST(Instances, AreAddedListedAndRemoved) {
    Scene scene;
    scene.jool.elsewhere.push_back({7, jool::Framework::netfilter, "other"});
    const Outcome added = scene.run({"instance", "add", "one", "--framework", "iptables"});
    EXPECT_EQ(added.code, cli::ExitCode::done) << added.err;
    EXPECT_THAT(added.out, HasSubstr("pool6 64:ff9b::/96"));
    EXPECT_THAT(added.out, HasSubstr("nat64ctl up"));
    const auto rows = scene.run({"instance", "list", "--json"}).json();
    ASSERT_EQ(rows.size(), 2U);
    for (const auto& row : rows) {
        EXPECT_EQ(row["here"], row["name"] == "one");
        EXPECT_EQ(row["pool6"].is_null(), row["name"] != "one");
    }
    EXPECT_EQ(scene.run({"instance", "remove", "one"}).code, cli::ExitCode::failed);
    EXPECT_EQ(scene.run({"instance", "remove", "one", "--yes"}).code, cli::ExitCode::done);
    EXPECT_TRUE(scene.jool.instances.empty());
    EXPECT_EQ(scene.run({"instance", "remove", "one", "--yes"}).code, cli::ExitCode::failed);
}

TEST(Instances, FlushSaysWhatEnds) {
    Scene scene;
    scene.jool.add("one").sessions = {session_of(0), session_of(1)};
    EXPECT_THAT(scene.run({"instance", "flush"}).err, HasSubstr("1 instance ends 2 sessions"));
    EXPECT_EQ(scene.run({"instance", "flush", "-y", "--json"}).json()["sessions_ended"], 2);
    EXPECT_TRUE(scene.jool.instances.empty());
}

TEST(Instances, RefuseWrongNamesAndPrefixes) {
    Scene scene;
    EXPECT_EQ(scene.run({"instance", "add", "a-name-that-is-too-long"}).code, cli::ExitCode::usage);
    EXPECT_EQ(scene.run({"instance", "add", "a", "--pool6", "64:ff9b::/95"}).code,
              cli::ExitCode::usage);
    EXPECT_EQ(scene.run({"instance", "add", "a", "--framework", "ebpf"}).code,
              cli::ExitCode::usage);
    EXPECT_TRUE(scene.jool.requests.empty());
}

}  // namespace
}  // namespace gate64::nat64ctl::commands
