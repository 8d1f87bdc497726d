// SPDX-License-Identifier: Apache-2.0
// AAAA that fails or does not come: RFC 6147 5.1.2 and 5.1.3, and what must not be synthesized
// over.
#include <gtest/gtest.h>

#include "dns64d/dns64/failure_report.h"
#include "tests/unit/dns64/kit.h"

namespace gate64::dns64d::dns64::test {
namespace {

constexpr auto a_there = "answer; www.example. 300 A 192.0.2.33";

Env failing_policy() {
    model::Dns64Policy strict = policy("64:ff9b::/96");
    strict.on_error = model::OnError::fail;
    return Env({strict});
}

TEST(Errors, OtherFailuresCountAsEmpty) {
    const Env env = one_policy();
    for (const std::string kind :
         {"timeout", "refused", "network", "malformed", "notimp", "no_servers", "overload"}) {
        EXPECT_EQ(step_text(env, {}, {.main = kind}), "wait a") << kind;
        EXPECT_EQ(step_text(env, {}, {kind, a_there}), "synthesize synthesized_on_error") << kind;
        EXPECT_EQ(answer_text(env, {}, {kind + " ttl=60", a_there}),
                  "NOERROR synthesized_on_error ede=29 ttl=30; www.example. 30 AAAA "
                  "64:ff9b::c000:221")
            << kind;
        EXPECT_EQ(step_text(env, {}, {kind, "nodata"}), "fail no_a") << kind;
        EXPECT_EQ(step_text(env, {}, {kind, "nxdomain"}), "pass_a no_a") << kind;
        EXPECT_EQ(step_text(env, {}, {kind, "servfail"}), "fail a_failed") << kind;
        EXPECT_EQ(step_text(failing_policy(), {}, {.main = kind}), "fail error_policy") << kind;
        EXPECT_EQ(step_text(failing_policy(), {}, {kind, a_there}), "fail error_policy") << kind;
    }
}

TEST(Errors, TheFirstPolicyDecides) {
    model::Dns64Policy strict = policy("64:ff9b::/96");
    strict.on_error = model::OnError::fail;
    model::Dns64Policy lax = policy("2001:db8:96::/96");
    lax.error_ttl_s = 7;
    EXPECT_EQ(step_text(Env({strict, lax}), {}, {"timeout", a_there}), "fail error_policy");
    EXPECT_EQ(answer_text(Env({lax, strict}), {}, {"timeout ttl=60", a_there}),
              "NOERROR synthesized_on_error ede=29 ttl=7; www.example. 7 AAAA "
              "2001:db8:96::c000:221; www.example. 7 AAAA 64:ff9b::c000:221");
}

TEST(Errors, TtlIsAtMostErrorTtlAndAsLongAsTheFailureLasts) {
    const Env env = one_policy();
    EXPECT_EQ(answer_text(env, {}, {"timeout ttl=5", a_there}),
              "NOERROR synthesized_on_error ede=29 ttl=5; www.example. 30 AAAA 64:ff9b::c000:221");
    EXPECT_EQ(answer_text(env, {}, {"timeout ttl=60", "answer; www.example. 9 A 192.0.2.33"}),
              "NOERROR synthesized_on_error ede=29 ttl=9; www.example. 9 AAAA 64:ff9b::c000:221");
    EXPECT_EQ(answer_text(env, {}, {"timeout ttl=0", a_there}),
              "NOERROR synthesized_on_error ede=29 ttl=0; www.example. 30 AAAA 64:ff9b::c000:221");
}

TEST(Errors, ServfailWithADnssecReasonStaysServfail) {
    const Env env = one_policy();
    for (int code = 5; code <= 12; ++code) {
        const std::string main = "servfail ttl=5 ede=" + std::to_string(code);
        const std::string expected = "SERVFAIL dnssec_bogus ede=" + std::to_string(code) + " ttl=5";
        EXPECT_EQ(answer_text(env, {}, {.main = main}), expected);
        EXPECT_EQ(answer_text(env, {}, {main, a_there}), expected);
        EXPECT_EQ(answer_text(env, {.flags = "do"}, {main, a_there}), expected);
    }
    EXPECT_EQ(step_text(env, {}, {"servfail bogus", a_there}), "fail dnssec_bogus");
    EXPECT_EQ(step_text(env, {}, {"timeout bogus", a_there}), "fail dnssec_bogus");
}

TEST(Errors, ServfailIsAskedAgainWithCheckingDisabled) {
    const Env env = one_policy();
    for (const std::string main : {"servfail", "servfail ede=0", "servfail ede=4",
                                   "servfail ede=13", "servfail ede=22", "servfail ede=23"}) {
        EXPECT_EQ(step_text(env, {}, {.main = main}), "wait a cd") << main;
        EXPECT_EQ(step_text(env, {}, {main, a_there}), "wait a cd") << main;
        EXPECT_EQ(step_text(env, {}, {main, a_there, "pending"}), "wait a cd") << main;
        for (const std::string cd : {"answer; www.example. 300 AAAA 2001:db8::1", "nodata",
                                     "nxdomain", "nodata; !example. 900 SOA 60"}) {
            EXPECT_EQ(step_text(env, {}, {main, a_there, cd}), "fail dnssec_bogus") << main << cd;
        }
        for (const std::string cd : {"servfail", "timeout", "refused", "network", "loop"}) {
            EXPECT_EQ(step_text(env, {}, {main, a_there, cd}), "synthesize synthesized_on_error")
                << main << cd;
        }
        for (const std::string cd : {"overload", "no_servers"}) {
            EXPECT_EQ(step_text(env, {}, {main, a_there, cd}), "fail error_policy") << main << cd;
        }
        EXPECT_EQ(step_text(env, {}, {main, a_there, "overdue"}),
                  "synthesize synthesized_on_error once");
        EXPECT_EQ(step_text(env, {}, {main, "pending", "servfail"}), "wait a") << main;
        EXPECT_EQ(step_text(failing_policy(), {}, {.main = main}), "fail error_policy") << main;
    }
    EXPECT_EQ(answer_text(env, {}, {"servfail ttl=5", a_there, "nodata"}),
              "SERVFAIL dnssec_bogus ede=6 ttl=5");
    EXPECT_EQ(answer_text(env, {}, {"servfail ttl=5 ede=22", a_there, "nodata"}),
              "SERVFAIL dnssec_bogus ede=6 ttl=5");
}

TEST(Errors, LateAaaaIsWaitedForUnlessAIsInHand) {
    const Env env = one_policy();
    EXPECT_EQ(step_text(env, {}, {"overdue", a_there}), "synthesize synthesized_on_error once");
    EXPECT_EQ(answer_text(env, {}, {"overdue", a_there}),
              "NOERROR synthesized_on_error ede=29 ttl=0; www.example. 30 AAAA 64:ff9b::c000:221");
    for (const std::string a : {"unasked", "pending", "nodata", "nxdomain", "servfail", "timeout"})
        EXPECT_EQ(step_text(env, {}, {"overdue", a}), "wait main a") << a;
    EXPECT_EQ(step_text(failing_policy(), {}, {"overdue", a_there}), "wait main a");
    EXPECT_EQ(step_text(env, {.flags = "do"},
                        {"overdue", std::string(a_there) + "; www.example. 300 RRSIG A"}),
              "wait main a");
}

TEST(Errors, WithoutAMappableAAFailureStaysAFailure) {
    EXPECT_EQ(step_text(one_policy(), {}, {"overdue", "answer; www.example. 300 A 10.0.0.1"}),
              "wait main a");
    EXPECT_EQ(
        answer_text(one_policy(), {}, {"timeout ttl=5", "answer; www.example. 300 A 127.0.0.1"}),
        "SERVFAIL all_special_use ede=22 ttl=5");
}

TEST(Errors, StaleAaaaComesBeforeTheErrorPolicy) {
    const Env env = one_policy();
    EXPECT_EQ(answer_text(env, {}, {"nodata stale age=1000 ttl=60; !example. 900 SOA 60", a_there}),
              "NOERROR synthesized stale ede=3 ttl=1; www.example. 30 AAAA 64:ff9b::c000:221");
    EXPECT_EQ(
        answer_text(env, {},
                    {"answer stale age=1000 ttl=60; www.example. 60 AAAA 2001:db8::1", "unasked"}),
        "NOERROR native stale ede=3 ttl=1; www.example. 30 AAAA 2001:db8::1");
    EXPECT_EQ(
        answer_text(env, {}, {"nxdomain stale age=1000 ttl=60; !example. 900 SOA 60", "unasked"}),
        "NXDOMAIN nxdomain stale ede=19 ttl=1; !example. 30 SOA 60");
}

TEST(Errors, AFailsAfterAaaaWasEmpty) {
    const Env env = one_policy();
    constexpr auto empty = "nodata; !example. 900 SOA 60";
    EXPECT_EQ(answer_text(env, {}, {empty, "timeout ttl=5"}), "SERVFAIL a_failed ede=22 ttl=5");
    EXPECT_EQ(answer_text(env, {}, {empty, "network ttl=5"}), "SERVFAIL a_failed ede=23 ttl=5");
    EXPECT_EQ(answer_text(env, {}, {empty, "servfail ttl=5 ede=6"}),
              "SERVFAIL a_failed ede=6 ttl=5");
    EXPECT_EQ(answer_text(env, {}, {empty, "loop ttl=5"}), "SERVFAIL loop ede=0 ttl=5");
    EXPECT_EQ(answer_text(env, {}, {empty, "nxdomain ttl=50; !example. 900 SOA 30"}),
              "NXDOMAIN no_a ttl=30; !example. 30 SOA 30");
    EXPECT_EQ(answer_text(env, {}, {empty, "nodata; !example. 900 SOA 30"}),
              "NOERROR no_a ttl=60; !example. 60 SOA 60");
}

struct Told {
    std::string_view outcome;
    std::string_view answer;
};

TEST(Errors, EachFailureTellsWhy) {
    for (const Told& row : {
             Told{"timeout ttl=5", "SERVFAIL not_applicable ede=22 ttl=5"},
             Told{"network ttl=5", "SERVFAIL not_applicable ede=23 ttl=5"},
             Told{"no_servers", "SERVFAIL not_applicable ede=22 ttl=86400"},
             Told{"refused ttl=5", "SERVFAIL not_applicable ede=22 ttl=5"},
             Told{"refused ede=18 ttl=5", "SERVFAIL not_applicable ede=18 ttl=5"},
             Told{"malformed ttl=5", "SERVFAIL not_applicable ede=24 ttl=5"},
             Told{"overload ttl=0", "SERVFAIL not_applicable ede=0 ttl=0"},
             Told{"servfail ttl=5", "SERVFAIL not_applicable ede=0 ttl=5"},
             Told{"servfail ede=9 ttl=5 age=2", "SERVFAIL not_applicable ede=9 ttl=3"},
             Told{"notimp ttl=5", "SERVFAIL not_applicable ede=0 ttl=5"},
             Told{"loop ttl=5", "SERVFAIL loop ede=0 ttl=5"},
             Told{"yxdomain local ttl=0", "YXDOMAIN loop AA ede=0 ttl=0"},
             Told{"yxdomain ttl=5", "SERVFAIL loop ede=0 ttl=5"},
         }) {
        EXPECT_EQ(answer_text(one_policy(), {.type = "MX"}, {.main = std::string(row.outcome)}),
                  row.answer)
            << row.outcome;
    }
}

TEST(Errors, AnAliasLoopIsNotSynthesizedOver) {
    EXPECT_EQ(answer_text(one_policy(), {}, {"loop ttl=5", a_there}), "SERVFAIL loop ede=0 ttl=5");
}

}  // namespace
}  // namespace gate64::dns64d::dns64::test
