// SPDX-License-Identifier: Apache-2.0
// The guard's text for the six prefix lengths; what the kernel makes of it is in guard_test.cc.
#include "nat64ctl/firewall/guard_ruleset.h"

#include <gmock/gmock.h>

namespace gate64::nat64ctl::firewall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

net::Ipv4Address v4(const char* text) {
    return net::Ipv4Address::parse(text).value();
}

model::GuardSpec spec_for(const char* pool6) {
    model::GuardSpec spec;
    spec.pool6 = net::Ipv6Prefix::parse(pool6).value();
    spec.denied = {{v4("10.0.0.0"), v4("10.255.255.255")}, {v4("192.168.0.1"), v4("192.168.0.1")}};
    spec.own = {v4("198.51.100.7")};
    return spec;
}

std::string text_for(const char* pool6) {
    return guard_ruleset(spec_for(pool6), {}).value();
}

struct Length {
    const char* pool6;
    const char* mask;  ///< prefix and embedded address
    const char* ten;   ///< 10.0.0.0/8 inside
    bool has_u_octet;  ///< outside the prefix
};

// RFC 6052 2.2, written out by hand.
constexpr Length lengths[] = {
    {"2001:db8::/32", "ffff:ffff:ffff:ffff::", "2001:db8:a00::-2001:db8:aff:ffff::", true},
    {"2001:db8:100::/40",
     "ffff:ffff:ffff:ffff:ff::", "2001:db8:10a::-2001:db8:10a:ffff:ff::", true},
    {"2001:db8:122::/48",
     "ffff:ffff:ffff:ffff:ff:ff00::", "2001:db8:122:a00::-2001:db8:122:aff:ff:ff00::", true},
    {"2001:db8:122:300::/56",
     "ffff:ffff:ffff:ffff:ff:ffff::", "2001:db8:122:30a::-2001:db8:122:30a:ff:ffff::", true},
    {"2001:db8:122:344::/64", "ffff:ffff:ffff:ffff:ff:ffff:ff00:0",
     "2001:db8:122:344:a::-2001:db8:122:344:a:ffff:ff00:0", true},
    {"64:ff9b::/96", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "64:ff9b::a00:0-64:ff9b::aff:ffff",
     false},
};

TEST(GuardRuleset, EveryPrefixLength) {
    for (const Length& length : lengths) {
        SCOPED_TRACE(length.pool6);
        const std::string text = text_for(length.pool6);
        EXPECT_THAT(text, HasSubstr("ip6 daddr " + std::string(length.pool6) + " jump pool6"));
        EXPECT_THAT(text, HasSubstr("ip6 daddr & " + std::string(length.mask) +
                                    " @special_use counter name special_use drop"));
        EXPECT_THAT(text, HasSubstr(length.ten));
        const char* u_rule = "ip6 daddr & ::ff00:0:0:0 != :: counter name u_octet drop";
        if (length.has_u_octet)
            EXPECT_THAT(text, HasSubstr(u_rule));
        else
            EXPECT_THAT(text, Not(HasSubstr(u_rule)));
    }
}

TEST(GuardRuleset, ReplacesItselfAsOneText) {
    const std::string text = text_for("64:ff9b::/96");
    EXPECT_TRUE(text.starts_with(
        "add table ip6 gate64_guard\ndelete table ip6 gate64_guard\ntable ip6 gate64_guard {"));
    EXPECT_THAT(text, HasSubstr("type filter hook prerouting priority -300; policy accept;"));
}

TEST(GuardRuleset, LoopbackIsStoppedWhateverThePolicy) {
    model::GuardSpec spec;
    spec.pool6 = net::Ipv6Prefix::parse("64:ff9b::/96").value();
    const std::string text = guard_ruleset(spec, {}).value();
    EXPECT_THAT(text, HasSubstr("elements = { 64:ff9b::-64:ff9b::ff:ffff, "
                                "64:ff9b::7f00:0-64:ff9b::7fff:ffff }"));
}

TEST(GuardRuleset, PortsOfPool4OnAnOwnAddressPass) {
    model::GuardSpec spec = spec_for("64:ff9b::/96");
    EXPECT_THAT(guard_ruleset(spec, {}).value(), Not(HasSubstr("hairpin")));
    spec.hairpin = {{jool::Protocol::tcp, v4("198.51.100.7"), 61000, 65535},
                    {jool::Protocol::udp, v4("198.51.100.7"), 7, 7}};
    const std::string text = guard_ruleset(spec, {}).value();
    EXPECT_THAT(text, HasSubstr("elements = { 64:ff9b::c633:6407 . tcp . 61000-65535, "
                                "64:ff9b::c633:6407 . udp . 7 }"));
    EXPECT_LT(text.find("@hairpin accept"), text.find("@own_address"));
}

TEST(GuardRuleset, CountersGoOnFromWhereTheyWere) {
    const model::GuardCounter before[] = {{"own_address", 7, 700}, {"unknown", 1, 1}};
    const std::string text = guard_ruleset(spec_for("64:ff9b::/96"), before).value();
    EXPECT_THAT(text, HasSubstr("counter own_address { packets 7 bytes 700 }"));
    EXPECT_THAT(text, HasSubstr("counter loopback { packets 0 bytes 0 }"));
    EXPECT_THAT(text, Not(HasSubstr("unknown")));
}

TEST(GuardRuleset, RefusesWhatIsNoTranslationPrefix) {
    model::GuardSpec spec = spec_for("2001:db8::/33");
    const auto text = guard_ruleset(spec, {});
    ASSERT_FALSE(text);
    EXPECT_THAT(text.error().message, HasSubstr("no guard for pool6 2001:db8::/33"));
}

TEST(GuardRuleset, CommentFitsAndNamesTheFingerprint) {
    const model::GuardSpec spec = spec_for("2001:db8:122:344::/64");
    EXPECT_EQ(guard_comment(spec),
              "pool6 2001:db8:122:344::/64 fingerprint " + fingerprint_of(spec));
    EXPECT_LE(guard_comment(spec).size(), 127U);  // nftables takes no longer comment
}

}  // namespace
}  // namespace gate64::nat64ctl::firewall
