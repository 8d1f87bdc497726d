// SPDX-License-Identifier: Apache-2.0
// DO, CD and AD: who gets signatures, who gets AD, and when signed data is left alone (RFC 6147 3
// and 5.5, RFC 4035 3.2.1).
#include <gtest/gtest.h>

#include "dns64d/dns64/record_copy.h"
#include "tests/unit/dns64/kit.h"

namespace gate64::dns64d::dns64::test {
namespace {

constexpr auto unsigned_a = "answer; www.example. 300 A 192.0.2.33";
constexpr auto signed_a = "answer; www.example. 300 A 192.0.2.33; www.example. 300 RRSIG A";
constexpr auto unsigned_denial = "nodata; !example. 900 SOA 60";
constexpr auto signed_denial =
    "nodata secure; !example. 900 SOA 60; !example. 900 RRSIG SOA; !www.example. 60 NSEC "
    "x.example.; !www.example. 60 RRSIG NSEC";
constexpr auto made = "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA 64:ff9b::c000:221";
constexpr auto kept_denial =
    "NOERROR dnssec_signed AD ttl=60; !example. 60 SOA 60; !example. 60 RRSIG SOA; !www.example. "
    "60 NSEC x.example.; !www.example. 60 RRSIG NSEC";

Env breaking() {
    model::Dns64Policy lax = policy("64:ff9b::/96");
    lax.break_dnssec = true;
    return Env({lax});
}

struct Row {
    std::string_view title;
    std::string flags;
    Given given;
    std::string_view answer;
};

void check(const Env& env, const std::vector<Row>& rows, const std::string& type = "AAAA") {
    for (const Row& row : rows) {
        EXPECT_EQ(answer_text(env, {.type = type, .flags = row.flags}, row.given), row.answer)
            << row.title;
    }
}

TEST(Dnssec, SignedDataIsLeftAloneForClientsThatWantSignatures) {
    check(one_policy(),
          {
              {"signed denial", "do", {signed_denial, "unasked"}, kept_denial},
              {"signed denial, A known", "do", {signed_denial, signed_a}, kept_denial},
              {"signed denial, unsigned A", "do", {signed_denial, unsigned_a}, kept_denial},
              {"unsigned denial, signed A",
               "do",
               {unsigned_denial, signed_a},
               "NOERROR dnssec_signed ttl=60; !example. 60 SOA 60"},
              {"unsigned both", "do", {unsigned_denial, unsigned_a}, made},
              {"without DO", "", {signed_denial, signed_a}, made},
              {"AD is not DO", "ad", {signed_denial, signed_a}, made},
              {"CD",
               "cd do",
               {signed_denial, signed_a},
               "NOERROR checking_disabled AD ttl=60; !example. 60 SOA 60; !example. 60 RRSIG SOA; "
               "!www.example. 60 NSEC x.example.; !www.example. 60 RRSIG NSEC"},
              {"CD without DO",
               "cd",
               {signed_denial, signed_a},
               "NOERROR checking_disabled ttl=60; !example. 60 SOA 60"},
              {"excluded and signed",
               "do",
               {"answer secure; www.example. 60 AAAA 64:ff9b::1; www.example. 60 RRSIG AAAA",
                "unasked"},
               "NOERROR dnssec_signed ede=17 ttl=86400"},
          });
}

TEST(Dnssec, BreakDnssecSynthesizesWithoutSignatures) {
    check(breaking(), {
                          {"both signed", "do", {signed_denial, signed_a}, made},
                          {"denial signed", "do", {signed_denial, unsigned_a}, made},
                          {"A signed", "do", {unsigned_denial, signed_a}, made},
                          {"CD still rules",
                           "cd do",
                           {unsigned_denial, signed_a},
                           "NOERROR checking_disabled ttl=60; !example. 60 SOA 60"},
                      });
}

TEST(Dnssec, PoliciesThatDoNotBreakDropOut) {
    model::Dns64Policy lax = policy("2001:db8:96::/96");
    lax.break_dnssec = true;
    const Env env({policy("64:ff9b::/96"), lax});
    check(env, {
                   {"signed",
                    "do",
                    {signed_denial, signed_a},
                    "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA "
                    "2001:db8:96::c000:221"},
                   {"A signed",
                    "do",
                    {unsigned_denial, signed_a},
                    "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA "
                    "2001:db8:96::c000:221"},
                   {"unsigned",
                    "do",
                    {unsigned_denial, unsigned_a},
                    "NOERROR synthesized ede=29 ttl=60; www.example. 60 AAAA 64:ff9b::c000:221; "
                    "www.example. 60 AAAA 2001:db8:96::c000:221"},
               });
}

TEST(Dnssec, SignedAliasesIntoAnUnsignedZoneAreSynthesized) {
    check(one_policy(),
          {
              {"with DO the chain keeps its signatures",
               "do",
               {"nodata; www.example. 80 CNAME h.test.; www.example. 80 RRSIG CNAME; !test. 900 "
                "SOA 60",
                "answer; www.example. 80 CNAME h.test.; www.example. 80 RRSIG CNAME; h.test. 300 "
                "A 192.0.2.33"},
               "NOERROR synthesized ede=29 ttl=60; www.example. 80 CNAME h.test.; www.example. 80 "
               "RRSIG CNAME; h.test. 60 AAAA 64:ff9b::c000:221"},
              {"without DO it does not",
               "",
               {"nodata; !test. 900 SOA 60",
                "answer; www.example. 80 CNAME h.test.; www.example. 80 RRSIG CNAME; h.test. 300 "
                "A 192.0.2.33; h.test. 300 RRSIG A"},
               "NOERROR synthesized ede=29 ttl=60; www.example. 80 CNAME h.test.; h.test. 60 AAAA "
               "64:ff9b::c000:221"},
          });
}

TEST(Dnssec, AdComesOnlyFromSecureUnchangedData) {
    constexpr auto secure = "answer secure; www.example. 60 AAAA 2001:db8::1";
    constexpr auto plain = "answer; www.example. 60 AAAA 2001:db8::1";
    constexpr auto with = "NOERROR native AD ttl=60; www.example. 60 AAAA 2001:db8::1";
    constexpr auto without = "NOERROR native ttl=60; www.example. 60 AAAA 2001:db8::1";
    check(one_policy(),
          {
              {"nobody asked", "", {.main = secure}, without},
              {"DO", "do", {.main = secure}, with},
              {"AD", "ad", {.main = secure}, with},
              {"both", "do ad", {.main = secure}, with},
              {"insecure", "do ad", {.main = plain}, without},
              {"stale",
               "do",
               {.main = "answer secure stale; www.example. 60 AAAA 2001:db8::1"},
               "NOERROR native stale ede=3 ttl=1; www.example. 30 AAAA 2001:db8::1"},
              {"secure A made into AAAA",
               "ad",
               {"nodata secure; !example. 900 SOA 60",
                "answer secure; www.example. 300 A 192.0.2.33"},
               made},
              {"NXDOMAIN of A after NODATA",
               "do",
               {"nodata; !example. 900 SOA 60", "nxdomain secure; !example. 900 SOA 60"},
               "NXDOMAIN no_a ttl=60; !example. 60 SOA 60"},
              {"NXDOMAIN",
               "ad",
               {.main = "nxdomain secure; !example. 900 SOA 60"},
               "NXDOMAIN nxdomain AD ttl=60; !example. 60 SOA 60"},
          });
}

TEST(Dnssec, SignaturesOnlyForThoseWhoAsked) {
    constexpr auto signed_mx = "answer; www.example. 60 MX x; www.example. 60 RRSIG MX";
    check(one_policy(),
          {
              {"DO=0",
               "",
               {.main = signed_mx},
               "NOERROR not_applicable ttl=60; www.example. 60 MX x"},
              {"DO=1",
               "do",
               {.main = signed_mx},
               "NOERROR not_applicable ttl=60; www.example. 60 MX x; www.example. 60 RRSIG MX"},
              {"NSEC and NSEC3 in denials",
               "",
               {.main = "nxdomain; !example. 60 SOA 60; !example. 60 RRSIG SOA; !a.example. 60 "
                        "NSEC b.example.; !a.example. 60 RRSIG NSEC; !h.example. 60 NSEC3 x"},
               "NXDOMAIN not_applicable ttl=60; !example. 60 SOA 60"},
          },
          "MX");
    check(one_policy(),
          {{"asked for by type",
            "",
            {.main = "answer; e. 60 RRSIG A; e. 60 RRSIG MX"},
            "NOERROR not_applicable ttl=60; e. 60 RRSIG A; e. 60 RRSIG MX"}},
          "RRSIG");
    check(one_policy(),
          {{"asked for by type",
            "",
            {.main = "answer; e. 60 NSEC f.; e. 60 RRSIG NSEC"},
            "NOERROR not_applicable ttl=60; e. 60 NSEC f."}},
          "NSEC");
    check(one_policy(),
          {{"DNSKEY is data",
            "",
            {.main = "answer; e. 60 DNSKEY k; e. 60 RRSIG DNSKEY"},
            "NOERROR not_applicable ttl=60; e. 60 DNSKEY k"}},
          "DNSKEY");
}

TEST(RecordCopy, SignatureTtlsFollowTheirRecords) {
    check(one_policy(),
          {
              {"counted down with the record",
               "do",
               {.main = "answer age=10; e. 60 MX x; e. 3600 RRSIG MX"},
               "NOERROR not_applicable ttl=50; e. 50 MX x; e. 50 RRSIG MX"},
              {"cut like the SOA",
               "do",
               {.main = "nodata; !e. 900 SOA 60; !e. 900 RRSIG SOA; !e. 300 NSEC f.; !e. 900 RRSIG "
                        "NSEC"},
               "NOERROR not_applicable ttl=60; !e. 60 SOA 60; !e. 60 RRSIG SOA; !e. 300 NSEC f.; "
               "!e. 300 RRSIG NSEC"},
              {"two signatures of one set",
               "do",
               {.main = "answer; e. 60 MX x; e. 90 RRSIG MX; e. 90 RRSIG MX"},
               "NOERROR not_applicable ttl=60; e. 60 MX x; e. 60 RRSIG MX; e. 60 RRSIG MX"},
              {"a signature far from its SOA",
               "do",
               {.main = "nodata; !e. 900 SOA 60; !e. 300 NSEC f.; !e. 900 RRSIG SOA"},
               "NOERROR not_applicable ttl=60; !e. 60 SOA 60; !e. 300 NSEC f.; !e. 60 RRSIG SOA"},
          },
          "MX");
}

TEST(RecordCopy, ShownTtls) {
    model::OutcomeView outcome;
    outcome.ttl = 100;
    outcome.age = 30;
    EXPECT_EQ(ttl_shown(outcome, 50), 20U);
    EXPECT_EQ(ttl_shown(outcome, 20), 0U);
    EXPECT_EQ(remaining_s(outcome), 70U);
    outcome.stale = true;
    EXPECT_EQ(ttl_shown(outcome, 5), stale_record_ttl_s);
    EXPECT_EQ(remaining_s(outcome), stale_reuse_s);
    const std::uint8_t one[] = {1};
    dns::RecordView cut_off;
    cut_off.rdata = one;
    EXPECT_EQ(covered_type(cut_off), 0);
}

TEST(IsSigned, LooksAtWhatWouldBeReplaced) {
    EXPECT_TRUE(is_signed(*LegText("answer; e. 60 A 192.0.2.1; e. 60 RRSIG A").outcome()));
    EXPECT_TRUE(is_signed(*LegText("nodata; !e. 60 SOA 60; !e. 60 RRSIG SOA").outcome()));
    EXPECT_TRUE(is_signed(*LegText("nodata; !e. 60 NSEC3 x; !e. 60 RRSIG NSEC3").outcome()));
    EXPECT_FALSE(is_signed(*LegText("answer; e. 60 A 192.0.2.1").outcome()));
    EXPECT_FALSE(is_signed(*LegText("nodata; !e. 60 SOA 60").outcome()));
    EXPECT_FALSE(
        is_signed(*LegText("nodata; w. 60 CNAME e.; w. 60 RRSIG CNAME; !e. 60 SOA 60").outcome()));
    EXPECT_FALSE(is_signed(
        *LegText("answer; w. 60 CNAME e.; w. 60 RRSIG CNAME; e. 60 A 192.0.2.1").outcome()));
    EXPECT_FALSE(is_signed(
        *LegText("answer; w. 60 DNAME e.; w. 60 RRSIG DNAME; e. 60 A 192.0.2.1").outcome()));
}

}  // namespace
}  // namespace gate64::dns64d::dns64::test
