// SPDX-License-Identifier: Apache-2.0
// Names answered here: zones, names of their own, aliases, wildcards, delegations.
#include "dns64d/model/local_data.h"

#include <gtest/gtest.h>

#include "tests/unit/model/local_kit.h"

namespace gate64::dns64d::model::test {
namespace {

TEST(LocalData, NothingIsOursAtFirst) {
    const LocalData data;
    EXPECT_FALSE(data.covers(name("www.lan.")));
    EXPECT_EQ(found(data, "www.lan.", "A"), "not ours");
}

TEST(LocalData, NamesOfTheirOwn) {
    LocalData data;
    add(data, "printer.lan. 300 A 192.0.2.10");
    add(data, "printer.lan. 300 A 192.0.2.11");
    EXPECT_TRUE(data.covers(name("PRINTER.lan.")));
    EXPECT_EQ(found(data, "printer.lan.", "A"),
              "answer ttl=300; printer.lan. 300 A 192.0.2.10; printer.lan. 300 A 192.0.2.11");
    EXPECT_EQ(found(data, "Printer.Lan.", "A"),
              "answer ttl=300; Printer.Lan. 300 A 192.0.2.10; Printer.Lan. 300 A 192.0.2.11");
    EXPECT_EQ(found(data, "printer.lan.", "AAAA"), "nodata ttl=600");
    EXPECT_EQ(found(data, "x.printer.lan.", "A"), "not ours");
    EXPECT_EQ(found(data, "lan.", "A"), "not ours");
    EXPECT_EQ(found(data, "other.lan.", "A"), "not ours");
}

LocalData lan() {
    LocalData data;
    add_zone(data, "lan.", 900, 120);
    add(data, "www.lan. 300 A 192.0.2.1");
    add(data, "www.lan. 200 AAAA 2001:db8::1");
    add(data, "a.b.c.lan. 300 A 192.0.2.2");
    add(data, "alias.lan. 100 CNAME www.lan.");
    add(data, "alias2.lan. 100 CNAME alias.lan.");
    add(data, "out.lan. 100 CNAME www.example.");
    add(data, "gone.lan. 100 CNAME nowhere.lan.");
    add(data, "self.lan. 100 CNAME self.lan.");
    add(data, "ping.lan. 100 CNAME pong.lan.");
    add(data, "pong.lan. 100 CNAME ping.lan.");
    add(data, "old.lan. 100 DNAME new.lan.");
    add(data, "host.new.lan. 300 A 192.0.2.3");
    add(data, "far.lan. 100 DNAME example.");
    add(data, "*.wild.lan. 300 A 192.0.2.4");
    add(data, "real.wild.lan. 300 TXT x");
    add(data, "*.calias.lan. 300 CNAME www.lan.");
    add(data, "sub.lan. 300 NS ns.sub.lan.");
    add(data, "ns.sub.lan. 300 A 192.0.2.5");
    return data;
}

struct Row {
    std::string_view qname, type, outcome;
};

TEST(LocalData, ZoneLookups) {
    const LocalData data = lan();
    const std::string soa = "!lan. 900 SOA 120";
    for (const auto& [qname, type, outcome] : std::vector<Row>{
             {"www.lan.", "A", "answer ttl=300; www.lan. 300 A 192.0.2.1"},
             {"www.lan.", "AAAA", "answer ttl=200; www.lan. 200 AAAA 2001:db8::1"},
             {"www.lan.", "MX", "nodata ttl=120; !lan. 900 SOA 120"},
             {"www.lan.", "ANY", "answer ttl=300; www.lan. 300 A 192.0.2.1"},
             {"x.www.lan.", "A", "nxdomain ttl=120; !lan. 900 SOA 120"},
             {"nope.lan.", "A", "nxdomain ttl=120; !lan. 900 SOA 120"},
             {"lan.", "A", "nodata ttl=120; !lan. 900 SOA 120"},
             {"lan.", "SOA", "answer ttl=900; lan. 900 SOA 120"},
             {"lan.", "DS", "nodata ttl=120; !lan. 900 SOA 120"},
             {"c.lan.", "A", "nodata ttl=120; !lan. 900 SOA 120"},
             {"b.c.lan.", "A", "nodata ttl=120; !lan. 900 SOA 120"},
             {"x.b.c.lan.", "A", "nxdomain ttl=120; !lan. 900 SOA 120"},
             {"alias.lan.", "A",
              "answer ttl=100; alias.lan. 100 CNAME www.lan.; www.lan. 300 A 192.0.2.1"},
             {"alias.lan.", "CNAME", "answer ttl=100; alias.lan. 100 CNAME www.lan."},
             {"alias2.lan.", "AAAA",
              "answer ttl=100; alias2.lan. 100 CNAME alias.lan.; alias.lan. 100 CNAME www.lan.; "
              "www.lan. 200 AAAA 2001:db8::1"},
             {"alias.lan.", "MX",
              "nodata ttl=100; alias.lan. 100 CNAME www.lan.; !lan. 900 SOA 120"},
             {"gone.lan.", "A",
              "nxdomain ttl=100; gone.lan. 100 CNAME nowhere.lan.; !lan. 900 SOA 120"},
             {"out.lan.", "A", "nodata ttl=100; out.lan. 100 CNAME www.example. -> www.example."},
             {"self.lan.", "A", "failure SERVFAIL ttl=0"},
             {"ping.lan.", "A", "failure SERVFAIL ttl=0"},
             {"host.old.lan.", "A",
              "answer ttl=100; old.lan. 100 DNAME new.lan.; host.old.lan. 100 CNAME "
              "host.new.lan.; host.new.lan. 300 A 192.0.2.3"},
             {"old.lan.", "A", "nodata ttl=120; !lan. 900 SOA 120"},
             {"old.lan.", "DNAME", "answer ttl=100; old.lan. 100 DNAME new.lan."},
             {"h.far.lan.", "A",
              "nodata ttl=100; far.lan. 100 DNAME example.; h.far.lan. 100 CNAME h.example. -> "
              "h.example."},
             {"any.wild.lan.", "A", "answer ttl=300; any.wild.lan. 300 A 192.0.2.4"},
             {"x.y.wild.lan.", "A", "answer ttl=300; x.y.wild.lan. 300 A 192.0.2.4"},
             {"any.wild.lan.", "AAAA", "nodata ttl=120; !lan. 900 SOA 120"},
             {"real.wild.lan.", "A", "nodata ttl=120; !lan. 900 SOA 120"},
             {"x.real.wild.lan.", "A", "nxdomain ttl=120; !lan. 900 SOA 120"},
             {"wild.lan.", "A", "nodata ttl=120; !lan. 900 SOA 120"},
             {"*.wild.lan.", "A", "answer ttl=300; *.wild.lan. 300 A 192.0.2.4"},
             {"z.calias.lan.", "A",
              "answer ttl=300; z.calias.lan. 300 CNAME www.lan.; www.lan. 300 A 192.0.2.1"},
             {"sub.lan.", "A", "not ours"},
             {"ns.sub.lan.", "A", "not ours"},
             {"x.y.sub.lan.", "A", "not ours"},
             {"sub.lan.", "DS", "nodata ttl=120; !lan. 900 SOA 120"},
             {"example.", "A", "not ours"},
             {".", "A", "not ours"},
         }) {
        EXPECT_EQ(found(data, qname, type), outcome) << qname << " " << type;
    }
}

TEST(LocalData, ANameThatGrowsTooLongIsYxdomain) {
    LocalData data;
    add_zone(data, "lan.", 900, 120);
    const std::string label(60, 'a');
    add(data, "d.lan. 100 DNAME " + label + "." + label + ".lan.");
    EXPECT_EQ(found(data, label + "." + label + "." + label + ".d.lan.", "A"),
              "failure YXDOMAIN ttl=0");
}

TEST(LocalData, ChainsAreBounded) {
    LocalData data;
    add_zone(data, "lan.", 900, 120);
    for (int i = 0; i < 20; ++i) {
        add(data, "n" + std::to_string(i) + ".lan. 100 CNAME n" + std::to_string(i + 1) + ".lan.");
    }
    add(data, "n20.lan. 100 A 192.0.2.1");
    EXPECT_EQ(found(data, "n4.lan.", "A").substr(0, 6), "answer");
    EXPECT_EQ(found(data, "n3.lan.", "A"), "failure SERVFAIL ttl=0");
}

TEST(LocalData, SignaturesComeWithTheirRecords) {
    LocalData data;
    add_zone(data, "lan.", 900, 120);
    add(data, "www.lan. 300 A 192.0.2.1");
    add(data, "www.lan. 300 RRSIG A");
    add(data, "www.lan. 300 RRSIG TXT");
    EXPECT_EQ(found(data, "www.lan.", "A"),
              "answer ttl=300; www.lan. 300 A 192.0.2.1; www.lan. 300 RRSIG A");
    EXPECT_EQ(found(data, "www.lan.", "RRSIG"),
              "answer ttl=300; www.lan. 300 RRSIG A; www.lan. 300 RRSIG TXT");
}

TEST(LocalData, NestedZonesAnswerForThemselves) {
    LocalData data;
    add_zone(data, "lan.", 900, 120);
    add_zone(data, "in.lan.", 800, 60);
    add(data, "www.in.lan. 300 A 192.0.2.1");
    EXPECT_EQ(found(data, "x.in.lan.", "A"), "nxdomain ttl=60; !in.lan. 800 SOA 60");
    EXPECT_EQ(found(data, "x.lan.", "A"), "nxdomain ttl=120; !lan. 900 SOA 120");
    // The DS of the inner zone is the outer one's business.
    EXPECT_EQ(found(data, "in.lan.", "DS"), "nodata ttl=120; !lan. 900 SOA 120");
    EXPECT_EQ(found(data, "in.lan.", "A"), "nodata ttl=60; !in.lan. 800 SOA 60");
}

TEST(LocalData, TheDsOfAZoneIsItsParentsBusiness) {
    LocalData data;
    add_zone(data, "corp.example.", 900, 120);
    EXPECT_EQ(found(data, "corp.example.", "DS"), "not ours");
    EXPECT_EQ(found(data, "x.corp.example.", "DS"), "nxdomain ttl=120; !corp.example. 900 SOA 120");
}

TEST(LocalData, AZonesOwnSoaRecordWins) {
    LocalData data;
    add_zone(data, "lan.", 900, 120);
    add(data, "lan. 700 SOA 50");
    EXPECT_EQ(found(data, "lan.", "SOA"), "answer ttl=700; lan. 700 SOA 50");
}

TEST(LocalData, ZonesServedElsewhere) {
    LocalData data;
    add_zone(data, "lan.", 900, 120);
    add(data, "mine.up.lan. 300 A 192.0.2.1");
    ZoneMap<char> elsewhere;
    EXPECT_TRUE(elsewhere.insert(name("up.lan."), 0));
    EXPECT_TRUE(elsewhere.insert(name("lan."), 0));
    data.set_served_elsewhere(std::move(elsewhere));
    EXPECT_EQ(found(data, "x.up.lan.", "A"), "not ours");
    EXPECT_FALSE(data.covers(name("x.up.lan.")));
    EXPECT_EQ(found(data, "mine.up.lan.", "A"), "answer ttl=300; mine.up.lan. 300 A 192.0.2.1");
    EXPECT_EQ(found(data, "x.lan.", "A"), "nxdomain ttl=120; !lan. 900 SOA 120");
}

TEST(LocalData, NamesWithoutRecordsExist) {
    LocalData data;
    add_zone(data, "lan.", 900, 120);
    data.add_empty_name(name("a.b.lan."));
    for (const auto* qname : {"a.b.lan.", "b.lan."})
        EXPECT_EQ(found(data, qname, "A"), "nodata ttl=120; !lan. 900 SOA 120");
    EXPECT_EQ(found(data, "c.b.lan.", "A"), "nxdomain ttl=120; !lan. 900 SOA 120");
}

}  // namespace
}  // namespace gate64::dns64d::model::test
