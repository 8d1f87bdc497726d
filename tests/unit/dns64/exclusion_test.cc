// SPDX-License-Identifier: Apache-2.0
// AAAA that count as absent and are never given out (RFC 6147 5.1.4).
#include <gtest/gtest.h>

#include "dns64d/dns64/policy_scope.h"
#include "tests/unit/dns64/kit.h"

namespace gate64::dns64d::dns64::test {
namespace {

constexpr auto a_there = "answer; www.example. 300 A 192.0.2.33";

TEST(Exclusion, PrefixesAndMappedAddressesCountAsAbsent) {
    const Env env = one_policy();
    for (const std::string address :
         {"64:ff9b::", "64:ff9b::1", "64:ff9b::7f00:1", "64:ff9b::ffff:ffff", "::ffff:192.0.2.1",
          "::ffff:0.0.0.0", "::ffff:255.255.255.255"}) {
        const std::string main = "answer; www.example. 60 AAAA " + address;
        EXPECT_EQ(answer_text(env, {}, {main, a_there}),
                  "NOERROR synthesized ede=29 ttl=300; www.example. 300 AAAA 64:ff9b::c000:221")
            << address;
        EXPECT_EQ(answer_text(env, {}, {main, "nodata"}), "NOERROR no_a ede=17 ttl=86400");
        EXPECT_EQ(answer_text(env, {.mode = model::NameMode::never}, {.main = main}),
                  "NOERROR rule_never ede=17 ttl=86400");
        EXPECT_EQ(answer_text(env, {.flags = "cd"}, {.main = main}),
                  "NOERROR checking_disabled ttl=60; www.example. 60 AAAA " +
                      net::Ipv6Address::parse(address)->text());
    }
    for (const std::string address :
         {"64:ff9b:0:0:0:1::", "64:ff9a::1", "::1", "::fffe:1:1", "2001:db8::1", "64:ff9b:1::1"}) {
        EXPECT_EQ(step_text(env, {}, {"answer; www.example. 60 AAAA " + address, "unasked"}),
                  "pass native")
            << address;
    }
}

TEST(Exclusion, GoodAddressesStayAlone) {
    const Env env = one_policy();
    EXPECT_EQ(answer_text(env, {},
                          {.main = "answer; www.example. 60 AAAA 64:ff9b::1; www.example. 60 AAAA "
                                   "2001:db8::1; www.example. 60 AAAA ::ffff:10.0.0.1"}),
              "NOERROR native ttl=60; www.example. 60 AAAA 2001:db8::1");
    EXPECT_EQ(answer_text(env, {.mode = model::NameMode::never},
                          {.main = "answer; www.example. 60 AAAA 64:ff9b::1; www.example. 60 AAAA "
                                   "2001:db8::1"}),
              "NOERROR rule_never ttl=60; www.example. 60 AAAA 2001:db8::1");
    EXPECT_EQ(answer_text(Env({}), {},
                          {.main = "answer; www.example. 60 AAAA 64:ff9b::1; www.example. 60 AAAA "
                                   "2001:db8::1"}),
              "NOERROR no_policy ttl=60; www.example. 60 AAAA 64:ff9b::1; www.example. 60 AAAA "
              "2001:db8::1");
}

TEST(Exclusion, AFilteredSetLosesItsSignatureAndAd) {
    const Env env = one_policy();
    constexpr auto signed_mix =
        "answer secure; www.example. 60 CNAME h.example.; www.example. 60 RRSIG CNAME; h.example. "
        "60 AAAA 64:ff9b::1; h.example. 60 AAAA 2001:db8::1; h.example. 60 RRSIG AAAA";
    EXPECT_EQ(answer_text(env, {.flags = "do"}, {.main = signed_mix}),
              "NOERROR native ttl=60; www.example. 60 CNAME h.example.; www.example. 60 RRSIG "
              "CNAME; h.example. 60 AAAA 2001:db8::1");
    EXPECT_EQ(answer_text(env, {.flags = "ad"}, {.main = signed_mix}),
              "NOERROR native ttl=60; www.example. 60 CNAME h.example.; h.example. 60 AAAA "
              "2001:db8::1");
    constexpr auto signed_good =
        "answer secure; www.example. 60 AAAA 2001:db8::1; www.example. 60 RRSIG AAAA";
    EXPECT_EQ(answer_text(env, {.flags = "do"}, {.main = signed_good}),
              "NOERROR native AD ttl=60; www.example. 60 AAAA 2001:db8::1; www.example. 60 RRSIG "
              "AAAA");
}

TEST(Exclusion, OnePolicyThatExcludesIsEnough) {
    model::Dns64Policy own = policy("2001:db8:96::/96");
    own.exclude = acl({"2001:db8:bad::/48"}, net::AclSubject::records);
    const Env env({policy("64:ff9b::/96"), own});
    EXPECT_EQ(step_text(env, {}, {.main = "answer; www.example. 60 AAAA 2001:db8:bad::1"}),
              "wait a");
    EXPECT_EQ(step_text(env, {}, {.main = "answer; www.example. 60 AAAA 64:ff9b::1"}), "wait a");
    EXPECT_EQ(step_text(env, {}, {.main = "answer; www.example. 60 AAAA 2001:db8::1"}),
              "pass native");
}

TEST(Exclusion, NegatedEntriesKeepAddresses) {
    model::Dns64Policy picky = policy("64:ff9b::/96");
    picky.exclude = acl({"!2001:db8::1", "2001:db8::/32"}, net::AclSubject::records);
    const Env env({picky});
    EXPECT_EQ(step_text(env, {}, {.main = "answer; www.example. 60 AAAA 2001:db8::1"}),
              "pass native");
    EXPECT_EQ(step_text(env, {}, {.main = "answer; www.example. 60 AAAA 2001:db8::2"}), "wait a");
}

TEST(Exclusion, EverythingMayBeExcluded) {
    model::Dns64Policy blind = policy("64:ff9b::/96");
    blind.exclude = acl({"any"}, net::AclSubject::records);
    EXPECT_EQ(answer_text(Env({blind}), {}, {"answer; www.example. 60 AAAA 2001:db8::1", a_there}),
              "NOERROR synthesized ede=29 ttl=300; www.example. 300 AAAA 64:ff9b::c000:221");
}

TEST(Exclusion, AliasesOfExcludedAddressesStayInTheDenial) {
    EXPECT_EQ(answer_text(one_policy(), {},
                          {"answer; www.example. 60 CNAME h.example.; h.example. 60 AAAA "
                           "::ffff:192.0.2.1",
                           "nodata"}),
              "NOERROR no_a ede=17 ttl=60; www.example. 60 CNAME h.example.");
}

TEST(PolicyScope, MalformedAaaaAreExcluded) {
    const Env env = one_policy();
    const dns::Name qname = name("www.example.");
    const std::uint8_t rdata[15] = {};
    EXPECT_TRUE(is_excluded(query_of({}, qname, env), rdata));
}

TEST(PolicyScope, PoliciesDropOutOneByOne) {
    model::Dns64Policy breaking = policy("2001:db8:96::/96");
    breaking.break_dnssec = true;
    model::Dns64Policy recursive = policy("2001:db8:64::/64");
    recursive.recursive_only = true;
    const Env env({policy("64:ff9b::/96"), breaking, recursive});
    const dns::Name qname = name("www.example.");
    const auto count = [](const PolicyScope& scope) {
        int n = 0;
        (void)scope.find_if([&n](const model::Dns64Policy&) {
            ++n;
            return false;
        });
        return n;
    };
    const Query plain = query_of({}, qname, env);
    const Query wants = query_of({.flags = "do"}, qname, env);
    const Query rd0 = query_of({.flags = "rd0 do"}, qname, env);
    EXPECT_EQ(count(PolicyScope(plain, false)), 3);
    EXPECT_EQ(count(PolicyScope(plain, true)), 3);
    EXPECT_EQ(count(PolicyScope(wants, false)), 3);
    EXPECT_EQ(count(PolicyScope(wants, true)), 1);
    EXPECT_EQ(count(PolicyScope(rd0, false)), 2);
    EXPECT_EQ(PolicyScope(wants, true).first(), &env.settings.policies[1]);
}

}  // namespace
}  // namespace gate64::dns64d::dns64::test
