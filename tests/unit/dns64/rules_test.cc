// SPDX-License-Identifier: Apache-2.0
// Which source is asked when, and what is decided once enough is known.
#include "dns64d/dns64/rules.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/dns64/kit.h"

namespace gate64::dns64d::dns64::test {
namespace {

using model::NameMode;

constexpr auto a_there = "answer; www.example. 300 A 192.0.2.33";
constexpr auto aaaa_there = "answer; www.example. 300 AAAA 2001:db8::1";
constexpr auto aaaa_excluded = "answer; www.example. 300 AAAA 64:ff9b::1";
constexpr auto empty = "nodata; !example. 900 SOA 60";

struct Row {
    std::string_view title;
    Ask ask;
    Given given;
    std::string_view step;
};

void check(const Env& env, const std::vector<Row>& rows) {
    for (const Row& row : rows)
        EXPECT_EQ(step_text(env, row.ask, row.given), row.step) << row.title;
}

TEST(Rules, AskBothAtOnceAndStopWhereTheAnswerIsClear) {
    check(one_policy(),
          {
              {"nothing known", {}, {}, "wait main a"},
              {"main asked", {}, {.main = "pending"}, "wait main a"},
              {"both asked", {}, {.main = "pending", .a = "pending"}, "wait main a"},
              {"A is first", {}, {.main = "pending", .a = a_there}, "wait main a"},
              {"A fails first", {}, {.main = "pending", .a = "servfail"}, "wait main a"},
              {"A says NXDOMAIN first", {}, {.main = "pending", .a = "nxdomain"}, "wait main a"},
              {"AAAA there, A unasked", {}, {.main = aaaa_there}, "pass native"},
              {"AAAA there, A pending", {}, {aaaa_there, "pending"}, "pass native"},
              {"AAAA there, A there", {}, {aaaa_there, a_there}, "pass native"},
              {"NXDOMAIN, A unasked", {}, {.main = "nxdomain"}, "pass nxdomain"},
              {"NXDOMAIN, A pending", {}, {"nxdomain", "pending"}, "pass nxdomain"},
              {"NXDOMAIN beats A", {}, {"nxdomain", a_there}, "pass nxdomain"},
              {"no AAAA, A unasked", {}, {.main = empty}, "wait a"},
              {"no AAAA, A pending", {}, {empty, "pending"}, "wait a"},
              {"no AAAA, A overdue", {}, {empty, "overdue"}, "wait a"},
              {"only excluded AAAA", {}, {.main = aaaa_excluded}, "wait a"},
              {"no AAAA, A there", {}, {empty, a_there}, "synthesize synthesized"},
              {"excluded AAAA, A there", {}, {aaaa_excluded, a_there}, "synthesize synthesized"},
              {"no AAAA, no A", {}, {empty, "nodata"}, "pass no_a"},
              {"no AAAA, A is NXDOMAIN", {}, {empty, "nxdomain"}, "pass_a no_a"},
              {"no AAAA, A fails", {}, {empty, "servfail"}, "pass_a a_failed"},
              {"no AAAA, A times out", {}, {empty, "timeout"}, "pass_a a_failed"},
              {"no AAAA, A loops", {}, {empty, "loop"}, "pass_a loop"},
          });
}

TEST(Rules, SerialOrderAsksAOnlyWhenNeeded) {
    model::Dns64Policy serial = policy("64:ff9b::/96");
    serial.parallel = false;
    check(Env({serial}), {
                             {"start", {}, {}, "wait main"},
                             {"pending", {}, {.main = "pending"}, "wait main"},
                             {"native", {}, {.main = aaaa_there}, "pass native"},
                             {"empty", {}, {.main = empty}, "wait a"},
                             {"timeout", {}, {.main = "timeout"}, "wait a"},
                             {"servfail", {}, {.main = "servfail"}, "wait cd"},
                             {"overdue", {}, {.main = "overdue"}, "wait main a"},
                         });
    check(Env({serial, policy("2001:db8:96::/96")}),
          {{"one parallel policy is enough", {}, {}, "wait main a"}});
}

TEST(Rules, OtherTypesAndClientsWithoutPolicyAreLeftAlone) {
    const Env env = one_policy();
    for (const auto* type : {"A", "MX", "TXT", "PTR", "HTTPS", "SRV", "DS", "NS", "TYPE65280"}) {
        EXPECT_EQ(step_text(env, {.type = type}, {}), "wait main") << type;
        EXPECT_EQ(step_text(env, {.type = type}, {.main = empty}), "pass not_applicable") << type;
        EXPECT_EQ(step_text(env, {.type = type}, {.main = "servfail"}), "pass not_applicable");
    }
    const Env none({});
    check(none, {
                    {"start", {}, {}, "wait main"},
                    {"native", {}, {.main = aaaa_there}, "pass no_policy"},
                    {"a prefix's own AAAA", {}, {.main = aaaa_excluded}, "pass no_policy"},
                    {"empty", {}, {empty, a_there}, "pass no_policy"},
                    {"failed", {}, {"servfail", a_there}, "pass no_policy"},
                    {"overdue", {}, {"overdue", a_there}, "wait main"},
                });
}

TEST(Rules, CheckingDisabledIsNeverSynthesized) {
    for (const auto* flags : {"cd", "cd do", "cd ad", "cd do ad"}) {
        check(one_policy(),
              {
                  {"start", {.flags = flags}, {}, "wait main"},
                  {"empty", {.flags = flags}, {empty, a_there}, "pass checking_disabled"},
                  {"failed", {.flags = flags}, {"timeout", a_there}, "pass checking_disabled"},
                  {"excl", {.flags = flags}, {aaaa_excluded, a_there}, "pass checking_disabled"},
              });
    }
}

TEST(Rules, RecursiveOnlyPoliciesNeedRd) {
    model::Dns64Policy recursive = policy("64:ff9b::/96");
    recursive.recursive_only = true;
    const Ask rd0{.flags = "rd0"};
    check(Env({recursive}), {
                                {"RD=0", rd0, {empty, a_there}, "pass recursive_only"},
                                {"RD=0, start", rd0, {}, "wait main"},
                                {"RD=1", {}, {empty, a_there}, "synthesize synthesized"},
                            });
    check(Env({recursive, policy("2001:db8:96::/96")}),
          {{"another policy is left", rd0, {empty, a_there}, "synthesize synthesized"}});
    check(one_policy(), {{"RD=0 alone", rd0, {empty, a_there}, "synthesize synthesized"}});
}

TEST(Rules, NeverIsNever) {
    const Ask ask{.mode = NameMode::never};
    check(one_policy(), {
                            {"start", ask, {}, "wait main"},
                            {"empty", ask, {empty, a_there}, "pass rule_never"},
                            {"failed", ask, {"timeout", a_there}, "pass rule_never"},
                            {"native", ask, {.main = aaaa_there}, "pass rule_never"},
                            {"overdue", ask, {"overdue", a_there}, "wait main"},
                        });
}

TEST(Rules, AlwaysTakesAFirst) {
    const Ask ask{.mode = NameMode::always};
    constexpr auto a_private = "answer; www.example. 300 A 10.0.0.1";
    check(one_policy(), {
                            {"start", ask, {}, "wait a"},
                            {"A pending", ask, {.a = "pending"}, "wait a"},
                            {"AAAA first", ask, {aaaa_there, "pending"}, "wait a"},
                            {"A there", ask, {.a = a_there}, "synthesize synthesized"},
                            {"both", ask, {aaaa_there, a_there}, "synthesize synthesized"},
                            {"no A", ask, {.a = "nodata"}, "wait main a"},
                            {"no A, AAAA", ask, {aaaa_there, "nodata"}, "pass always_fallback"},
                            {"A NX, AAAA", ask, {aaaa_there, "nxdomain"}, "pass always_fallback"},
                            {"A fails", ask, {aaaa_there, "servfail"}, "pass always_fallback"},
                            {"unmappable", ask, {aaaa_there, a_private}, "pass always_fallback"},
                            {"unmappable, ?", ask, {.a = a_private}, "wait main a"},
                            {"neither", ask, {empty, "nodata"}, "pass no_a"},
                            {"no name", ask, {"nxdomain", "nxdomain"}, "pass nxdomain"},
                            {"both fail", ask, {"timeout", "timeout"}, "fail a_failed"},
                            {"empty, A fails", ask, {empty, "timeout"}, "pass_a a_failed"},
                            {"bogus", ask, {"servfail ede=6", "nodata"}, "fail dnssec_bogus"},
                        });
}

TEST(Rules, EveryReasonHasItsSentence) {
    std::set<std::string_view> seen;
    for (unsigned i = 0; i < reason_count; ++i) {
        const std::string_view text = reason_text(static_cast<Reason>(i));
        EXPECT_GT(text.size(), 10U);
        EXPECT_TRUE(seen.insert(text).second) << text;
    }
}

}  // namespace
}  // namespace gate64::dns64d::dns64::test
