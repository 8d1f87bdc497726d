// SPDX-License-Identifier: Apache-2.0
// ipv4only.arpa (RFC 7050, RFC 8880) and reverse names inside prefixes (RFC 6147 5.3.1).
#include "dns64d/dns64/special_names.h"

#include <gtest/gtest.h>

#include "dns64d/dns64/local_reply.h"
#include "dns64d/dns64/reverse_prefix.h"
#include "shared/dns/arpa.h"
#include "tests/unit/dns64/kit.h"

namespace gate64::dns64d::dns64::test {
namespace {

/// "none", or the answer, with the target in front when there is one.
std::string special_text(const Env& env, const std::string& qname, const std::string& type,
                         const std::string& flags = "") {
    const dns::Name name_asked = name(qname);
    Answer answer;
    const Special special = answer_special(
        query_of({.qname = qname, .type = type, .flags = flags}, name_asked, env), answer);
    switch (special.kind) {
        case Special::Kind::none:
            return "none";
        case Special::Kind::answered:
            return render(answer);
        case Special::Kind::redirect:
            return "-> " + special.target.text() + " " + render(answer);
    }
    return {};
}

std::string reverse(std::string_view address) {
    return dns::reverse_name(net::Ipv6Address::parse(address).value()).text();
}

TEST(Ipv4only, AddressesAreKnownHere) {
    const Env env = one_policy();
    EXPECT_EQ(special_text(env, "ipv4only.arpa.", "A"),
              "NOERROR not_applicable AA ttl=3600; ipv4only.arpa. 3600 A 192.0.0.170; "
              "ipv4only.arpa. 3600 A 192.0.0.171");
    EXPECT_EQ(special_text(env, "IPv4Only.ARPA.", "AAAA"),
              "NOERROR synthesized AA ede=29 ttl=3600; IPv4Only.ARPA. 3600 AAAA 64:ff9b::c000:aa; "
              "IPv4Only.ARPA. 3600 AAAA 64:ff9b::c000:ab");
    for (const auto* flags : {"do", "ad", "rd0"}) {
        EXPECT_EQ(special_text(env, "ipv4only.arpa.", "AAAA", flags),
                  "NOERROR synthesized AA ede=29 ttl=3600; ipv4only.arpa. 3600 AAAA "
                  "64:ff9b::c000:aa; ipv4only.arpa. 3600 AAAA 64:ff9b::c000:ab");
    }
    EXPECT_EQ(special_text(env, "ipv4only.arpa.", "AAAA", "cd"),
              "NOERROR not_applicable AA ttl=3600; !ipv4only.arpa. 3600 SOA 3600");
    EXPECT_EQ(special_text(env, "ipv4only.arpa.", "A", "cd"),
              special_text(env, "ipv4only.arpa.", "A"));
}

TEST(Ipv4only, EachClientSeesItsOwnPrefixes) {
    model::Dns64Policy short_lived = policy("2001:db8::/32");
    short_lived.ipv4only_ttl_s = 60;
    EXPECT_EQ(
        special_text(Env({short_lived, policy("2001:db8:64:6464::/64")}), "ipv4only.arpa.", "AAAA"),
        "NOERROR synthesized AA ede=29 ttl=60; ipv4only.arpa. 60 AAAA 2001:db8:c000:aa::; "
        "ipv4only.arpa. 60 AAAA 2001:db8:c000:ab::; ipv4only.arpa. 60 AAAA "
        "2001:db8:64:6464:c0:0:aa00:0; ipv4only.arpa. 60 AAAA 2001:db8:64:6464:c0:0:ab00:0");
    Env other({policy("2001:db8:48::/48"), policy("64:ff9b::/96")});
    other.set.policies = {1};
    EXPECT_EQ(special_text(other, "ipv4only.arpa.", "AAAA"),
              "NOERROR synthesized AA ede=29 ttl=3600; ipv4only.arpa. 3600 AAAA 64:ff9b::c000:aa; "
              "ipv4only.arpa. 3600 AAAA 64:ff9b::c000:ab");
    other.set.policies = {};
    EXPECT_EQ(special_text(other, "ipv4only.arpa.", "AAAA"),
              "NOERROR not_applicable AA ttl=3600; !ipv4only.arpa. 3600 SOA 3600");
    EXPECT_EQ(special_text(Env({}), "ipv4only.arpa.", "AAAA"),
              "NOERROR not_applicable AA ttl=3600; !ipv4only.arpa. 3600 SOA 3600");
    EXPECT_EQ(special_text(Env({policy("64:ff9b::/96"), policy("64:ff9b::/96")}), "ipv4only.arpa.",
                           "AAAA"),
              special_text(one_policy(), "ipv4only.arpa.", "AAAA"));
}

struct PrefixRow {
    std::string_view prefix, first, second;
};

TEST(Ipv4only, VectorsForEveryLength) {
    for (const PrefixRow& row : {
             PrefixRow{"2001:db8::/32", "2001:db8:c000:aa::", "2001:db8:c000:ab::"},
             PrefixRow{"2001:db8:4000::/40", "2001:db8:40c0:0:aa::", "2001:db8:40c0:0:ab::"},
             PrefixRow{"2001:db8:48::/48",
                       "2001:db8:48:c000:0:aa00::", "2001:db8:48:c000:0:ab00::"},
             PrefixRow{"2001:db8:56:5600::/56",
                       "2001:db8:56:56c0:0:aa::", "2001:db8:56:56c0:0:ab::"},
             PrefixRow{"2001:db8:64:6464::/64", "2001:db8:64:6464:c0:0:aa00:0",
                       "2001:db8:64:6464:c0:0:ab00:0"},
             PrefixRow{"2001:db8:96::/96", "2001:db8:96::c000:aa", "2001:db8:96::c000:ab"},
             PrefixRow{"64:ff9b:1:fffe::/96", "64:ff9b:1:fffe::c000:aa", "64:ff9b:1:fffe::c000:ab"},
         }) {
        EXPECT_EQ(special_text(Env({policy(row.prefix)}), "ipv4only.arpa.", "AAAA"),
                  "NOERROR synthesized AA ede=29 ttl=3600; ipv4only.arpa. 3600 AAAA " +
                      std::string(row.first) + "; ipv4only.arpa. 3600 AAAA " +
                      std::string(row.second));
    }
}

TEST(Ipv4only, FiltersDoNotReachIt) {
    model::Dns64Policy closed = policy("64:ff9b::/96");
    closed.mapped = net::Acl();
    Env env({closed});
    env.settings.own_addresses = acl({"192.0.0.170", "192.0.0.171"});
    EXPECT_EQ(special_text(env, "ipv4only.arpa.", "AAAA"),
              special_text(one_policy(), "ipv4only.arpa.", "AAAA"));
    EXPECT_EQ(special_text(env, reverse("64:ff9b::192.0.0.170"), "PTR").substr(0, 35),
              "NOERROR not_applicable AA ttl=3600;");
}

TEST(Ipv4only, OtherTypesAndNames) {
    const Env env = one_policy();
    for (const auto* type : {"MX", "TXT", "NS", "SOA", "CNAME", "ANY", "HTTPS", "DNSKEY"}) {
        EXPECT_EQ(special_text(env, "ipv4only.arpa.", type),
                  "NOERROR not_applicable AA ttl=3600; !ipv4only.arpa. 3600 SOA 3600")
            << type;
    }
    EXPECT_EQ(special_text(env, "ipv4only.arpa.", "DS"), "none");
    for (const auto* type : {"A", "AAAA", "DS", "TXT"}) {
        EXPECT_EQ(special_text(env, "www.ipv4only.arpa.", type),
                  "NXDOMAIN not_applicable AA ttl=3600; !ipv4only.arpa. 3600 SOA 3600")
            << type;
    }
    for (const auto* other : {"ipv4only.arpa.example.", "xipv4only.arpa.", "arpa.", "e164.arpa.",
                              ".", "www.example.", "in-addr.arpa.", "ip6.arpa."}) {
        EXPECT_EQ(special_text(env, other, "AAAA"), "none") << other;
        EXPECT_EQ(special_text(env, other, "PTR"), "none") << other;
    }
}

TEST(Ipv4only, ReverseNames) {
    const Env env = one_policy();
    for (const std::string qname : {"170.0.0.192.in-addr.arpa.", "171.0.0.192.IN-ADDR.arpa."}) {
        EXPECT_EQ(special_text(env, qname, "PTR"),
                  "NOERROR not_applicable AA ttl=3600; " + qname + " 3600 PTR ipv4only.arpa.");
        EXPECT_EQ(special_text(env, qname, "PTR", "cd"), special_text(env, qname, "PTR"));
        EXPECT_EQ(special_text(env, qname, "DS"), "none");
    }
    EXPECT_EQ(special_text(env, "170.0.0.192.in-addr.arpa.", "A"),
              "NOERROR not_applicable AA ttl=3600; !170.0.0.192.in-addr.arpa. 3600 SOA 3600");
    EXPECT_EQ(special_text(env, "x.170.0.0.192.in-addr.arpa.", "PTR"),
              "NXDOMAIN not_applicable AA ttl=3600; !170.0.0.192.in-addr.arpa. 3600 SOA 3600");
    EXPECT_EQ(special_text(env, "172.0.0.192.in-addr.arpa.", "PTR"), "none");
    EXPECT_EQ(special_text(env, "0.0.192.in-addr.arpa.", "PTR"), "none");
    const std::string inside = reverse("64:ff9b::192.0.0.171");
    EXPECT_EQ(special_text(env, inside, "PTR"),
              "NOERROR not_applicable AA ttl=3600; " + inside + " 3600 PTR ipv4only.arpa.");
    EXPECT_EQ(special_text(env, inside, "A").substr(0, 35), "NOERROR not_applicable AA ttl=3600;");
}

TEST(Reverse, AddressesBecomeAliases) {
    for (const auto* prefix :
         {"2001:db8::/32", "2001:db8:4000::/40", "2001:db8:48::/48", "2001:db8:56:5600::/56",
          "2001:db8:64:6464::/64", "2001:db8:96::/96", "64:ff9b::/96", "64:ff9b:1:fffe::/96"}) {
        const Env env({policy(prefix)});
        const std::string qname =
            reverse(env.settings.policies[0].pref64.embed(v4("198.51.100.7")).text());
        const std::string expected =
            "-> 7.100.51.198.in-addr.arpa. NOERROR not_applicable ttl=600; " + qname +
            " 600 CNAME 7.100.51.198.in-addr.arpa.";
        EXPECT_EQ(special_text(env, qname, "PTR"), expected);
        EXPECT_EQ(special_text(env, qname, "TXT"), expected);
        EXPECT_EQ(special_text(env, qname, "PTR", "do"), expected);
        EXPECT_EQ(special_text(env, qname, "CNAME"), expected.substr(expected.find("NOERROR")));
        EXPECT_EQ(special_text(env, qname, "ANY"), expected.substr(expected.find("NOERROR")));
        EXPECT_EQ(special_text(env, qname, "PTR", "cd"), "none");
    }
}

TEST(Reverse, EveryPrefixAndTheWellKnownOneCount) {
    Env env({policy("2001:db8:96::/96"), policy("2001:db8:48::/48")});
    env.set.policies = {0};
    EXPECT_EQ(special_text(env, reverse("2001:db8:48:c633:64:700::"), "PTR").substr(0, 31),
              "-> 7.100.51.198.in-addr.arpa. N");
    EXPECT_EQ(special_text(env, reverse("64:ff9b::198.51.100.7"), "PTR").substr(0, 31),
              "-> 7.100.51.198.in-addr.arpa. N");
    EXPECT_EQ(special_text(env, reverse("64:ff9b::10.0.0.1"), "PTR").substr(0, 37),
              "NOERROR all_special_use AA ede=17 ttl");
    EXPECT_EQ(special_text(env, reverse("64:ff9b::203.0.113.1"), "PTR").substr(0, 15),
              "NOERROR all_own");
    EXPECT_EQ(special_text(env, reverse("2001:db8:97::198.51.100.7"), "PTR"), "none");
    EXPECT_EQ(special_text(Env({}), reverse("64:ff9b::198.51.100.7"), "PTR"), "none");
    env.set.policies = {};
    EXPECT_EQ(special_text(env, reverse("2001:db8:96::198.51.100.7"), "PTR").substr(0, 31),
              "-> 7.100.51.198.in-addr.arpa. N");
}

TEST(Reverse, SuffixesAreIgnored) {
    const Env env({policy("2001:db8::/32", "::1:2:3")});
    for (const auto* address : {"2001:db8:c633:6407::", "2001:db8:c633:6407:0:1:2:3",
                                "2001:db8:c633:6407:00ff:ffff:ffff:ffff"}) {
        EXPECT_EQ(special_text(env, reverse(address), "PTR").substr(0, 31),
                  "-> 7.100.51.198.in-addr.arpa. N")
            << address;
    }
}

TEST(Reverse, WhatCannotBeAnAddressDoesNotExist) {
    const Env env({policy("2001:db8:64:6464::/64")});
    const std::string soa =
        " AA ttl=3600; !4.6.4.6.4.6.0.0.8.b.d.0.1.0.0.2.ip6.arpa. 3600 SOA 3600";
    EXPECT_EQ(special_text(env, reverse("2001:db8:64:6464:1c6:3364:700:0"), "PTR"),
              "NXDOMAIN not_applicable" + soa);
    // The ancestors of such names do not exist either.
    EXPECT_EQ(special_text(env, "1.4.6.4.6.4.6.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", "PTR"),
              "NXDOMAIN not_applicable" + soa);
    EXPECT_EQ(special_text(env, "0.4.6.4.6.4.6.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", "PTR"),
              "NOERROR not_applicable" + soa);
    EXPECT_EQ(special_text(env, "x." + reverse("2001:db8:64:6464:c6:3364:700:0"), "PTR"),
              "NXDOMAIN not_applicable" + soa);
    EXPECT_EQ(special_text(env, "0." + reverse("2001:db8:64:6464:c6:3364:700:0"), "PTR"),
              "NXDOMAIN not_applicable" + soa);
    EXPECT_EQ(special_text(env, "_tcp.4.6.4.6.4.6.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", "PTR"),
              "NXDOMAIN not_applicable" + soa);
    EXPECT_EQ(special_text(env, "10.4.6.4.6.4.6.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", "PTR"),
              "NXDOMAIN not_applicable" + soa);
}

TEST(Reverse, AncestorsAreEmpty) {
    const Env env = one_policy();
    const std::string apex = "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.b.9.f.f.4.6.0.0.ip6.arpa.";
    const std::string nodata = "NOERROR not_applicable AA ttl=3600; !" + apex + " 3600 SOA 3600";
    EXPECT_EQ(special_text(env, apex, "PTR"), nodata);
    EXPECT_EQ(special_text(env, apex, "SOA"), nodata);
    EXPECT_EQ(special_text(env, apex, "DS"), "none");
    std::string below = apex;
    for (const char* nibble : {"c.", "6.", "3.", "3.", "6.", "4.", "0."}) {
        below.insert(0, nibble);
        EXPECT_EQ(special_text(env, below, "PTR"), nodata) << below;
        EXPECT_EQ(special_text(env, below, "DS"), nodata) << below;
    }
    EXPECT_EQ(special_text(env, apex.substr(2), "PTR"), "none");
    EXPECT_EQ(special_text(env, apex.substr(4), "PTR"), "none");
    EXPECT_EQ(special_text(env, "x." + apex.substr(2), "PTR"), "none");
}

TEST(Reverse, TheMostSpecificPrefixDecides) {
    const Env env({policy("2001:db8::/32"), policy("2001:db8:0:0:0:0::/96")});
    EXPECT_EQ(special_text(env, reverse("2001:db8::198.51.100.7"), "PTR").substr(0, 31),
              "-> 7.100.51.198.in-addr.arpa. N");
    EXPECT_EQ(special_text(env, reverse("2001:db8:c633:6407::"), "PTR").substr(0, 31),
              "-> 7.100.51.198.in-addr.arpa. N");
}

TEST(Reverse, OneOfSeveralPoliciesMayMap) {
    model::Dns64Policy closed = policy("64:ff9b::/96");
    closed.mapped = acl({"192.0.2.0/24"});
    const std::string qname = reverse("64:ff9b::198.51.100.7");
    EXPECT_EQ(special_text(Env({closed}), qname, "PTR").substr(0, 26),
              "NOERROR all_unmapped AA ed");
    EXPECT_EQ(special_text(Env({closed, policy("64:ff9b::/96")}), qname, "PTR").substr(0, 31),
              "-> 7.100.51.198.in-addr.arpa. N");
}

TEST(ReversePrefix, CaseAndRubbish) {
    const Env env = one_policy();
    EXPECT_EQ(
        special_text(
            env, "1.0.0.0.0.0.A.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.B.9.F.F.4.6.0.0.IP6.ARPA.", "PTR")
            .substr(0, 23),
        "NOERROR all_special_use");
    const dns::Name qname = name("g.ip6.arpa.");
    EXPECT_FALSE(find_reverse_prefix(query_of({}, qname, env)).has_value());
    const dns::Name top = name("ip6.arpa.");
    EXPECT_FALSE(find_reverse_prefix(query_of({}, top, env)).has_value());
}

TEST(LocalReply, ClearsAndDenies) {
    Answer answer;
    answer.rcode = dns::Rcode::servfail;
    const dns::Name zone = name("example.");
    LocalReply reply(answer, zone, 60);
    reply.deny(dns::Rcode::nxdomain);
    EXPECT_EQ(render(answer), "NXDOMAIN not_applicable AA ttl=60; !example. 60 SOA 60");
}

}  // namespace
}  // namespace gate64::dns64d::dns64::test
