// SPDX-License-Identifier: Apache-2.0
#include "bench/command/report.h"

#include <gtest/gtest.h>

#include "bench/command/zone_text.h"

namespace gate64::bench {
namespace {

LoadResult some_result() {
    LoadResult result;
    result.seconds = 2;
    result.tally.sent = 10;
    result.tally.answered = 8;
    result.tally.lost = 2;
    result.tally.by_rcode[0] = 7;
    result.tally.by_rcode[2] = 1;
    for (int i = 0; i < 8; ++i)
        result.tally.latency.add(50'000);
    return result;
}

TEST(Report, JsonSaysWhereWhatAndHowMuch) {
    const Machine machine{.cpu = "a CPU", .cpus = 2, .kernel = "6.1", .time = "now"};
    const auto json = to_json({}, some_result(), machine);
    EXPECT_EQ(json["machine"]["cpu"], "a CPU");
    EXPECT_TRUE(json["version"].contains("commit"));
    EXPECT_EQ(json["plan"]["loop"], "closed");
    EXPECT_EQ(json["plan"]["questions"]["names"], 1000);
    EXPECT_EQ(json["result"]["answers_per_second"], 4.0);
    EXPECT_EQ(json["result"]["lost"], 2);
    EXPECT_EQ(json["result"]["rcodes"]["SERVFAIL"], 1);
    EXPECT_NEAR(json["result"]["latency_us"]["p99.99"].get<double>(), 50, 0.5);
}

TEST(Report, TextNamesWhatWentWrongAndNothingElse) {
    const std::string text = to_text({}, some_result());
    EXPECT_NE(text.find("lost"), std::string::npos);
    EXPECT_NE(text.find("SERVFAIL"), std::string::npos);
    EXPECT_EQ(text.find("malformed"), std::string::npos);
}

TEST(Machine, TheModelNameIsFound) {
    EXPECT_EQ(cpu_model("processor\t: 0\nmodel name\t: Fast CPU 3\nflags\t: x\n"), "Fast CPU 3");
    EXPECT_EQ(cpu_model("processor\t: 0\n"), "unknown");
}

TEST(ZoneText, HoldsWhatTheRuleSays) {
    const QuestionPlan plan{.zone = "z.example", .dual_share = 0.5};
    EXPECT_EQ(zone_lines(plan, 0), "h0000000 A 11.0.0.0\n");
    EXPECT_EQ(zone_lines(plan, 1), "h0000001 A 11.0.0.1\nh0000001 AAAA 2001:db8:64::1\n");
    const std::string head = zone_head(plan, 60);
    EXPECT_NE(head.find("$ORIGIN z.example.\n$TTL 60\n"), std::string::npos);
    EXPECT_NE(head.find("* A 11.255.255.254\n"), std::string::npos);
}

}  // namespace
}  // namespace gate64::bench
