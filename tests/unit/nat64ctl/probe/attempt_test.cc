// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/probe/attempt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gate64::nat64ctl::probe {
namespace {

std::vector<Result> all_with(const Wanted& wanted, Outcome outcome) {
    std::vector<Result> results;
    for (const Attempt& attempt : attempts_for(wanted))
        results.push_back({attempt, outcome, {}, {}});
    return results;
}

Result& named(std::vector<Result>& results, std::string_view name) {
    for (Result& result : results) {
        if (result.attempt.name == name) return result;
    }
    ADD_FAILURE() << "no " << name;
    return results.front();
}

TEST(AttemptsFor, PingsDecideUnlessPortsWereNamed) {
    for (const Attempt& attempt : attempts_for({})) {
        EXPECT_EQ(attempt.is_required, attempt.protocol == Protocol::icmp) << attempt.name;
        EXPECT_EQ(attempt.port, attempt.protocol == Protocol::icmp ? 0 : 53) << attempt.name;
    }
}

TEST(AttemptsFor, ANamedPortIsRequiredByItsSmallPacket) {
    const auto attempts = attempts_for({.icmp = false, .udp_port = 5353, .tcp_port = 443});
    std::vector<std::string> shown;
    for (const Attempt& attempt : attempts) {
        shown.push_back(std::string(attempt.name) + " " + std::to_string(attempt.port) +
                        (attempt.is_required ? " required" : ""));
    }
    EXPECT_THAT(shown, ::testing::ElementsAre("udp-small 5353 required", "udp-full 5353",
                                              "tcp-connect 443 required"))
        << "no DNS question to a web server";
}

TEST(IsHealthy, ARefusalIsProofAndABonusMayBeSilent) {
    auto results = all_with({}, Outcome::answered);
    EXPECT_TRUE(is_healthy(results));
    named(results, "udp-small").outcome = Outcome::silent;
    named(results, "tcp-connect").outcome = Outcome::unreachable;
    named(results, "icmp-full").outcome = Outcome::refused;
    EXPECT_TRUE(is_healthy(results));
    EXPECT_TRUE(hints_for(results).empty());
    named(results, "icmp-full").outcome = Outcome::silent;
    EXPECT_FALSE(is_healthy(results));
}

TEST(HintsFor, NamesWhatThePatternMeans) {
    auto nothing = all_with({}, Outcome::silent);
    EXPECT_THAT(hints_for(nothing), ::testing::Contains(::testing::HasSubstr("Nothing came back")));

    auto small_only = all_with({}, Outcome::answered);
    named(small_only, "icmp-full").outcome = Outcome::silent;
    named(small_only, "icmp-fragmented").outcome = Outcome::silent;
    EXPECT_THAT(hints_for(small_only), ::testing::ElementsAre(::testing::HasSubstr("MTU")));

    auto no_tcp = all_with({.icmp = true, .udp_port = {}, .tcp_port = 80}, Outcome::answered);
    named(no_tcp, "tcp-connect").outcome = Outcome::silent;
    EXPECT_THAT(hints_for(no_tcp), ::testing::ElementsAre(::testing::HasSubstr("No TCP")));
}

TEST(NameOf, EachOutcome) {
    EXPECT_EQ(name_of(Outcome::answered), "answered");
    EXPECT_EQ(name_of(Outcome::refused), "refused");
    EXPECT_EQ(name_of(Outcome::silent), "silent");
    EXPECT_EQ(name_of(Outcome::unreachable), "unreachable");
}

}  // namespace
}  // namespace gate64::nat64ctl::probe
