// SPDX-License-Identifier: Apache-2.0
// What every resolver keeps at home: RFC 6303, RFC 6761, RFC 7686, RFC 7793, RFC 9462.
#include <gtest/gtest.h>

#include "tests/unit/model/local_kit.h"

namespace gate64::dns64d::model::test {
namespace {

LocalData builtin(const std::vector<std::string>& served = {}) {
    LocalData data;
    ZoneMap<char> skip;
    for (const std::string& zone : served)
        EXPECT_TRUE(skip.insert(name(zone), 0));
    add_builtin_zones(data, skip);
    return data;
}

std::string empty_zone(const std::string& zone, const std::string& kind = "nxdomain") {
    return kind + " ttl=10800; !" + zone + " 10800 SOA 10800";
}

std::vector<std::string> reverse_zones() {
    std::vector<std::string> zones = {
        "10.in-addr.arpa.",         "168.192.in-addr.arpa.",     "0.in-addr.arpa.",
        "127.in-addr.arpa.",        "254.169.in-addr.arpa.",     "2.0.192.in-addr.arpa.",
        "100.51.198.in-addr.arpa.", "113.0.203.in-addr.arpa.",   "d.f.ip6.arpa.",
        "8.e.f.ip6.arpa.",          "9.e.f.ip6.arpa.",           "a.e.f.ip6.arpa.",
        "b.e.f.ip6.arpa.",          "8.b.d.0.1.0.0.2.ip6.arpa.", "255.255.255.255.in-addr.arpa."};
    for (int i = 16; i <= 31; ++i)
        zones.push_back(std::to_string(i) + ".172.in-addr.arpa.");
    for (int i = 64; i <= 127; ++i)
        zones.push_back(std::to_string(i) + ".100.in-addr.arpa.");
    return zones;
}

TEST(BuiltinZones, PrivateReverseZonesAreEmpty) {
    const LocalData data = builtin();
    for (const std::string& zone : reverse_zones()) {
        EXPECT_EQ(found(data, "1.2." + zone, "PTR"), empty_zone(zone)) << zone;
        EXPECT_EQ(found(data, zone, "PTR"), empty_zone(zone, "nodata")) << zone;
        EXPECT_EQ(found(data, zone, "SOA"), "answer ttl=10800; " + zone + " 10800 SOA 10800");
        // The proof that the zone is insecure comes from its parent.
        EXPECT_EQ(found(data, zone, "DS"), "not ours") << zone;
    }
    for (const auto* other :
         {"15.172.in-addr.arpa.", "32.172.in-addr.arpa.", "63.100.in-addr.arpa.",
          "128.100.in-addr.arpa.", "8.8.8.8.in-addr.arpa.", "in-addr.arpa.", "c.f.ip6.arpa.",
          "c.e.f.ip6.arpa.", "ip6.arpa.", "arpa."}) {
        EXPECT_EQ(found(data, other, "PTR"), "not ours") << other;
    }
}

TEST(BuiltinZones, LoopbackNames) {
    const LocalData data = builtin();
    std::string one = "1.";
    for (int i = 0; i < 31; ++i)
        one += "0.";
    EXPECT_EQ(found(data, one + "ip6.arpa.", "PTR"),
              "answer ttl=10800; " + one + "ip6.arpa. 10800 PTR localhost.");
    EXPECT_EQ(found(data, "1.0.0.127.in-addr.arpa.", "PTR"),
              "answer ttl=10800; 1.0.0.127.in-addr.arpa. 10800 PTR localhost.");
    EXPECT_EQ(found(data, "0.0.127.in-addr.arpa.", "PTR"),
              empty_zone("127.in-addr.arpa.", "nodata"));
    std::string zero;
    for (int i = 0; i < 32; ++i)
        zero += "0.";
    EXPECT_EQ(found(data, zero + "ip6.arpa.", "PTR"), empty_zone(zero + "ip6.arpa.", "nodata"));
}

TEST(BuiltinZones, LocalhostAndNamesBelowIt) {
    const LocalData data = builtin();
    for (const std::string qname : {"localhost.", "a.localhost.", "x.y.LocalHost."}) {
        EXPECT_EQ(found(data, qname, "A"), "answer ttl=10800; " + qname + " 10800 A 127.0.0.1");
        EXPECT_EQ(found(data, qname, "AAAA"), "answer ttl=10800; " + qname + " 10800 AAAA ::1");
        EXPECT_EQ(found(data, qname, "MX").substr(0, 16), "nodata ttl=10800");
    }
    EXPECT_EQ(found(data, "localhost.example.", "A"), "not ours");
}

TEST(BuiltinZones, NamesThatNeverResolve) {
    const LocalData data = builtin();
    for (const std::string zone : {"invalid.", "onion."}) {
        EXPECT_EQ(found(data, "x.y." + zone, "A"), empty_zone(zone));
        EXPECT_EQ(found(data, zone, "A"), empty_zone(zone));
    }
    for (const auto* other : {"local.", "x.local.", "test.", "x.test.", "example.", "home.arpa."})
        EXPECT_EQ(found(data, other, "A"), "not ours") << other;
}

TEST(BuiltinZones, ResolverArpaHasNoData) {
    const LocalData data = builtin();
    for (const auto* qname : {"resolver.arpa.", "_dns.resolver.arpa.", "x.y.resolver.arpa."}) {
        EXPECT_EQ(found(data, qname, "SVCB"), empty_zone("resolver.arpa.", "nodata")) << qname;
        EXPECT_EQ(found(data, qname, "A"), empty_zone("resolver.arpa.", "nodata")) << qname;
    }
}

TEST(BuiltinZones, GiveWayToTheOperator) {
    const LocalData data =
        builtin({".", "10.in-addr.arpa.", "1.168.192.in-addr.arpa.", "localhost.", "invalid.",
                 "resolver.arpa.", "127.in-addr.arpa."});
    EXPECT_EQ(found(data, "1.0.0.10.in-addr.arpa.", "PTR"), "not ours");
    EXPECT_EQ(found(data, "5.1.168.192.in-addr.arpa.", "PTR"), "not ours");
    EXPECT_EQ(found(data, "5.2.168.192.in-addr.arpa.", "PTR"), empty_zone("168.192.in-addr.arpa."));
    EXPECT_EQ(found(data, "1.0.0.127.in-addr.arpa.", "PTR"), "not ours");
    for (const auto* qname : {"localhost.", "x.localhost.", "x.invalid.", "_dns.resolver.arpa."})
        EXPECT_EQ(found(data, qname, "A"), "not ours") << qname;
    EXPECT_EQ(found(data, "x.onion.", "A"), empty_zone("onion."));
}

TEST(BuiltinZones, OperatorsNamesInsideThemStay) {
    LocalData data;
    add(data, "7.0.0.10.in-addr.arpa. 300 PTR printer.lan.");
    add_builtin_zones(data, {});
    EXPECT_EQ(found(data, "7.0.0.10.in-addr.arpa.", "PTR"),
              "answer ttl=300; 7.0.0.10.in-addr.arpa. 300 PTR printer.lan.");
    EXPECT_EQ(found(data, "0.0.10.in-addr.arpa.", "PTR"), empty_zone("10.in-addr.arpa.", "nodata"));
    EXPECT_EQ(found(data, "8.0.0.10.in-addr.arpa.", "PTR"), empty_zone("10.in-addr.arpa."));
}

}  // namespace
}  // namespace gate64::dns64d::model::test
