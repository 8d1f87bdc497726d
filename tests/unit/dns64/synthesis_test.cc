// SPDX-License-Identifier: Apache-2.0
// Synthetic records: which, in what order, whose owner, what TTL (RFC 6147 5.1.5
// to 5.1.8, 5.3, 5.4).
#include "dns64d/dns64/synthesis.h"

#include <gtest/gtest.h>

#include "tests/unit/dns64/kit.h"

namespace gate64::dns64d::dns64::test {
namespace {

constexpr auto empty = "nodata; !example. 900 SOA 60";
constexpr auto a_there = "answer; www.example. 300 A 192.0.2.33";

struct Row {
    std::string_view title;
    Given given;
    std::string_view answer;
};

void check(const Env& env, const std::vector<Row>& rows, const Ask& ask = {}) {
    for (const Row& row : rows)
        EXPECT_EQ(answer_text(env, ask, row.given), row.answer) << row.title;
}

TEST(Synthesis, TtlIsTheSmallerOfAAndTheDenialsSoa) {
    check(one_policy(),
          {
              {"SOA MINIMUM is smallest",
               {empty, a_there},
               "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA 64:ff9b::c000:221"},
              {"SOA TTL is smallest",
               {"nodata; !example. 20 SOA 60", a_there},
               "NOERROR synthesized ede=29 ttl=20; www.example. 20 AAAA 64:ff9b::c000:221"},
              {"A is smallest",
               {"nodata; !example. 900 SOA 900", a_there},
               "NOERROR synthesized ede=29 ttl=300; www.example. 300 AAAA 64:ff9b::c000:221"},
              {"no SOA: 600",
               {"nodata", "answer; www.example. 3600 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=600; www.example. 600 AAAA 64:ff9b::c000:221"},
              {"no SOA, short A",
               {"nodata", a_there},
               "NOERROR synthesized ede=29 ttl=300; www.example. 300 AAAA 64:ff9b::c000:221"},
              {"a SOA above 600 is not cut",
               {"nodata; !example. 7200 SOA 7200", "answer; www.example. 3600 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=3600; www.example. 3600 AAAA 64:ff9b::c000:221"},
              {"the denial counts down",
               {"nodata age=15; !example. 900 SOA 60", a_there},
               "NOERROR synthesized ede=29 ttl=45; www.example. 45 AAAA 64:ff9b::c000:221"},
              {"A counts down",
               {empty, "answer age=290; www.example. 300 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=10; www.example. 10 AAAA 64:ff9b::c000:221"},
              {"TTL 0 stays 0",
               {empty, "answer; www.example. 0 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=0; www.example. 0 AAAA 64:ff9b::c000:221"},
              {"only excluded AAAA: no SOA, 600",
               {"answer; www.example. 9000 AAAA ::ffff:192.0.2.1",
                "answer; www.example. 3600 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=600; www.example. 600 AAAA 64:ff9b::c000:221"},
              {"the denial's lifetime bounds reuse",
               {"nodata ttl=40; !example. 900 SOA 60", a_there},
               "NOERROR synthesized ede=29 ttl=40; www.example. 60 AAAA 64:ff9b::c000:221"},
              {"A's lifetime bounds reuse",
               {empty, "answer ttl=7; www.example. 300 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=7; www.example. 60 AAAA 64:ff9b::c000:221"},
              {"stale A",
               {empty, "answer stale age=900 ttl=300; www.example. 300 A 192.0.2.33"},
               "NOERROR synthesized stale ede=3 ttl=1; www.example. 30 AAAA 64:ff9b::c000:221"},
              {"local A",
               {"nodata local", "answer local; www.example. 300 A 192.0.2.33"},
               "NOERROR synthesized AA ede=29 ttl=300; www.example. 300 AAAA 64:ff9b::c000:221"},
          });
}

TEST(Synthesis, EveryAInOrderTimesEveryPolicyInOrder) {
    const Given given{empty,
                      "answer; www.example. 60 A 212.58.233.254; www.example. 60 A 212.58.237.254"};
    check(one_policy(), {{"two A", given,
                          "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA "
                          "64:ff9b::d43a:e9fe; www.example. 60 AAAA 64:ff9b::d43a:edfe"}});
    check(Env({policy("2001:db8::/32"), policy("64:ff9b::/96")}),
          {{"two policies", given,
            "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA 2001:db8:d43a:e9fe::; "
            "www.example. 60 AAAA 64:ff9b::d43a:e9fe; www.example. 60 AAAA 2001:db8:d43a:edfe::; "
            "www.example. 60 AAAA 64:ff9b::d43a:edfe"}});
    check(Env({policy("64:ff9b::/96"), policy("64:ff9b::/96")}),
          {{"equal policies do not double", given,
            "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA 64:ff9b::d43a:e9fe; "
            "www.example. 60 AAAA 64:ff9b::d43a:edfe"}});
    check(one_policy(),
          {{"an A twice",
            {empty, "answer; www.example. 60 A 192.0.2.33; www.example. 60 A 192.0.2.33"},
            "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA "
            "64:ff9b::c000:221"}});
}

struct PrefixRow {
    std::string_view prefix;
    std::string_view address;
};

TEST(Synthesis, AllPrefixLengths) {
    for (const PrefixRow& row : {
             PrefixRow{"2001:db8::/32", "2001:db8:c633:6407::"},
             PrefixRow{"2001:db8:4000::/40", "2001:db8:40c6:3364:7::"},
             PrefixRow{"2001:db8:48::/48", "2001:db8:48:c633:64:700::"},
             PrefixRow{"2001:db8:56:5600::/56", "2001:db8:56:56c6:33:6407::"},
             PrefixRow{"2001:db8:64:6464::/64", "2001:db8:64:6464:c6:3364:700:0"},
             PrefixRow{"2001:db8:96::/96", "2001:db8:96::c633:6407"},
             PrefixRow{"64:ff9b::/96", "64:ff9b::c633:6407"},
             PrefixRow{"64:ff9b:1:fffe::/96", "64:ff9b:1:fffe::c633:6407"},
         }) {
        EXPECT_EQ(
            answer_text(Env({policy(row.prefix)}), {},
                        {empty, "answer; www.example. 60 A 198.51.100.7"}),
            "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA " + std::string(row.address));
    }
    EXPECT_EQ(answer_text(Env({policy("2001:db8::/32", "::1:2:3")}), {},
                          {empty, "answer; www.example. 60 A 198.51.100.7"}),
              "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA 2001:db8:c633:6407:0:1:2:3");
}

TEST(Synthesis, ChainsComeFromTheALegAlone) {
    check(one_policy(),
          {
              {"both legs show the same chain",
               {"nodata; www.example. 80 CNAME h.example.; !example. 900 SOA 60",
                "answer; www.example. 80 CNAME h.example.; h.example. 300 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=60; www.example. 80 CNAME h.example.; h.example. 60 "
               "AAAA 64:ff9b::c000:221"},
              {"the legs show different chains",
               {"nodata; www.example. 80 CNAME x.example.; !example. 900 SOA 60",
                "answer; www.example. 50 CNAME y.example.; y.example. 300 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=50; www.example. 50 CNAME y.example.; y.example. 60 "
               "AAAA 64:ff9b::c000:221"},
              {"only AAAA shows a chain",
               {"nodata; www.example. 80 CNAME x.example.; !example. 900 SOA 60", a_there},
               "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA 64:ff9b::c000:221"},
              {"only A shows a chain",
               {empty, "answer; www.example. 80 CNAME h.example.; h.example. 300 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=60; www.example. 80 CNAME h.example.; h.example. 60 "
               "AAAA 64:ff9b::c000:221"},
              {"DNAME and its CNAME",
               {empty,
                "answer; example. 90 DNAME example.net.; www.example. 90 CNAME www.example.net.; "
                "www.example.net. 300 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=60; example. 90 DNAME example.net.; www.example. 90 "
               "CNAME www.example.net.; www.example.net. 60 AAAA 64:ff9b::c000:221"},
              {"the owner keeps its letters",
               {empty, "answer; www.example. 80 CNAME H.ExAmPlE.; H.ExAmPlE. 300 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=60; www.example. 80 CNAME H.ExAmPlE.; H.ExAmPlE. 60 "
               "AAAA 64:ff9b::c000:221"},
              {"chain TTLs count down",
               {empty,
                "answer age=70; www.example. 80 CNAME h.example.; h.example. 300 A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=10; www.example. 10 CNAME h.example.; h.example. 60 "
               "AAAA 64:ff9b::c000:221"},
              {"AAAA chain ends in nothing, A chain too",
               {"nodata; www.example. 80 CNAME x.example.; !example. 900 SOA 60",
                "nodata; www.example. 50 CNAME y.example.; !example. 900 SOA 30"},
               "NOERROR no_a ttl=60; www.example. 80 CNAME x.example.; !example. 60 SOA 60"},
              {"an alias to nowhere",
               {"nxdomain; www.example. 80 CNAME x.example.; !example. 900 SOA 60", "unasked"},
               "NXDOMAIN nxdomain ttl=60; www.example. 80 CNAME x.example.; !example. 60 SOA 60"},
          });
}

TEST(Synthesis, OtherTypesPassUnchanged) {
    check(one_policy(),
          {
              {"positive",
               {.main = "answer age=5; www.example. 300 A 10.0.0.1; www.example. 300 A 192.0.2.1"},
               "NOERROR not_applicable ttl=295; www.example. 295 A 10.0.0.1; www.example. 295 A "
               "192.0.2.1"},
              {"no data",
               {.main = "nodata; !example. 900 SOA 60"},
               "NOERROR not_applicable ttl=60; !example. 60 SOA 60"},
              {"no name",
               {.main = "nxdomain; !example. 30 SOA 60"},
               "NXDOMAIN not_applicable ttl=30; !example. 30 SOA 60"},
              {"denial without SOA", {.main = "nodata ttl=5"}, "NOERROR not_applicable ttl=5"},
              {"local",
               {.main = "answer local; www.example. 300 A 192.0.2.1"},
               "NOERROR not_applicable AA ttl=300; www.example. 300 A 192.0.2.1"},
              {"an upstream's reason is passed on",
               {.main = "nxdomain ede=15; !example. 30 SOA 60"},
               "NXDOMAIN not_applicable ede=15 ttl=30; !example. 30 SOA 60"},
              {"stale",
               {.main = "answer stale age=400 ttl=300; www.example. 300 A 192.0.2.1"},
               "NOERROR not_applicable stale ede=3 ttl=1; www.example. 30 A 192.0.2.1"},
          },
          {.type = "A"});
}

TEST(Synthesis, TheAnswersMemoryIsReused) {
    const LegText main("answer; www.example. 300 MX x");
    const dns::Name qname = name("www.example.");
    const Env env = one_policy();
    const Query query = query_of({.type = "MX"}, qname, env);
    const Legs legs{.main = main.leg(), .a = {}, .main_cd = {}};
    Answer answer;
    for (int i = 0; i < 3; ++i) {
        build_answer(query, next_step(query, legs), legs, answer);
        EXPECT_EQ(answer.records.count(), 1U);
    }
}

TEST(Synthesis, AMalformedAIsNotMapped) {
    dns::RecordList records;
    const std::uint8_t rdata[] = {192, 0, 2};
    records.add(dns::Section::answer, name("www.example."), dns::rr::a, 60, rdata);
    const LegText empty_main(empty);
    const model::OutcomeView broken{.kind = model::OutcomeKind::answer,
                                    .rcode = dns::Rcode::noerror,
                                    .ttl = 60,
                                    .records = records.view()};
    const Legs legs{.main = empty_main.leg(),
                    .a = {.state = Leg::State::known, .outcome = &broken},
                    .main_cd = {}};
    const dns::Name qname = name("www.example.");
    const Env env = one_policy();
    const Query query = query_of({}, qname, env);
    Answer answer;
    build_answer(query, next_step(query, legs), legs, answer);
    EXPECT_EQ(render(answer), "NOERROR all_unmapped ede=17 ttl=60; !example. 60 SOA 60");
}

TEST(Synthesis, ADenialOfAThatHoldsRecordsIsADenial) {
    check(one_policy(),
          {
              {"NXDOMAIN",
               {empty, "nxdomain; www.example. 60 A 192.0.2.33; www.example. 60 RRSIG A"},
               "NXDOMAIN no_a ttl=86400"},
              {"NODATA",
               {empty, "nodata; www.example. 60 A 192.0.2.33"},
               "NOERROR no_a ttl=60; !example. 60 SOA 60"},
              {"an answer without the record",
               {empty, "answer; www.example. 60 CNAME h.example."},
               "NOERROR no_a ttl=60; !example. 60 SOA 60"},
          });
}

TEST(Synthesis, AlwaysNeedsNoDenialForItsTtl) {
    check(
        one_policy(),
        {
            {"AAAA unknown",
             {"unasked", "answer; www.example. 3600 A 192.0.2.33"},
             "NOERROR synthesized ede=29 ttl=600; www.example. 600 AAAA 64:ff9b::c000:221"},
            {"AAAA ignored",
             {"answer; www.example. 60 AAAA 2001:db8::1", "answer; www.example. 300 A 192.0.2.33"},
             "NOERROR synthesized ede=29 ttl=300; www.example. 300 AAAA 64:ff9b::c000:221"},
            {"fallback",
             {"answer; www.example. 60 AAAA 2001:db8::1", "nodata; !example. 60 SOA 60"},
             "NOERROR always_fallback ttl=60; www.example. 60 AAAA 2001:db8::1"},
            {"nothing can be mapped and no AAAA",
             {empty, "answer; www.example. 300 A 10.0.0.1"},
             "NOERROR all_special_use ede=17 ttl=60; !example. 60 SOA 60"},
        },
        {.mode = model::NameMode::always});
}

TEST(NegativeTtl, IsTheSmallerNumberCountedDown) {
    EXPECT_EQ(negative_ttl(*LegText("nodata; !e. 900 SOA 60").outcome()), 60U);
    EXPECT_EQ(negative_ttl(*LegText("nodata; !e. 30 SOA 60").outcome()), 30U);
    EXPECT_EQ(negative_ttl(*LegText("nodata age=20; !e. 30 SOA 60").outcome()), 10U);
    EXPECT_EQ(negative_ttl(*LegText("nodata age=40; !e. 30 SOA 60").outcome()), 0U);
    EXPECT_EQ(negative_ttl(*LegText("nodata stale age=40; !e. 30 SOA 60").outcome()), 30U);
    EXPECT_EQ(negative_ttl(*LegText("nodata").outcome()), std::nullopt);
    EXPECT_EQ(negative_ttl(*LegText("answer; e. 30 SOA 60").outcome()), std::nullopt);
}

}  // namespace
}  // namespace gate64::dns64d::dns64::test
