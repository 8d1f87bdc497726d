// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "dns64d/upstream/scrubber.h"
#include "tests/unit/upstream/records.h"

namespace gate64::dns64d::upstream {
namespace {

using namespace test;
using dns::Rcode;
using model::Failure;
using model::OutcomeKind;
namespace rr = dns::rr;

model::Outcome run(const std::vector<Row>& rows, std::string_view qname = "www.old.example.",
                   std::uint16_t qtype = rr::a, Rcode rcode = Rcode::noerror) {
    std::uint32_t dropped = 0;
    return scrub(response(rcode, rows), name(qname), qtype, {}, dropped);
}

std::string target_of(const model::Outcome& outcome, std::string_view owner) {
    for (const dns::RecordView record : outcome.records.view()) {
        if (record.type != rr::cname || !(record.owner == name(owner).view())) continue;
        return dns::NameView::trusted(record.rdata).text();
    }
    return "";
}

TEST(ScrubberDname, CnameIsMadeWhenTheServerLeftItOut) {
    const auto got = run({in_answer("old.example.", rr::dname, 600, target("new.example.")),
                          in_answer("old.example.", rr::rrsig, 9, rrsig(rr::dname, 2, "example.")),
                          in_answer("www.new.example.", rr::a, 900, v4("192.0.2.1"))});
    EXPECT_EQ(got.kind, OutcomeKind::answer);
    EXPECT_EQ(listing(got.records),
              "an old.example. DNAME 600\nan old.example. RRSIG 600\n"
              "an www.old.example. CNAME 600\nan www.new.example. A 900\n");
    EXPECT_EQ(target_of(got, "www.old.example."), "www.new.example.");
    EXPECT_EQ(got.ttl, 600U);
}

TEST(ScrubberDname, CnameOfTheServerIsVerified) {
    const auto good = run({in_answer("www.old.example.", rr::cname, 0, target("WWW.new.example.")),
                           in_answer("old.example.", rr::dname, 600, target("new.example.")),
                           in_answer("www.new.example.", rr::a, 900, v4("192.0.2.1"))});
    EXPECT_EQ(listing(good.records),
              "an old.example. DNAME 600\nan www.old.example. CNAME 600\n"
              "an www.new.example. A 900\n");
    const auto lie =
        run({in_answer("old.example.", rr::dname, 600, target("new.example.")),
             in_answer("www.old.example.", rr::cname, 600, target("www.evil.example.")),
             in_answer("www.evil.example.", rr::a, 900, v4("192.0.2.66"))});
    EXPECT_EQ(lie.kind, OutcomeKind::failure);
    EXPECT_EQ(lie.failure, Failure::malformed);
    EXPECT_EQ(lie.records.count(), 0U);
}

TEST(ScrubberDname, TheOneThatGivesTheCnameIsMeant) {
    const auto got = run({in_answer("example.", rr::dname, 600, target("elsewhere.")),
                          in_answer("old.example.", rr::dname, 500, target("new.example.")),
                          in_answer("www.old.example.", rr::cname, 1, target("www.new.example.")),
                          in_answer("www.new.example.", rr::a, 900, v4("192.0.2.1"))});
    EXPECT_EQ(listing(got.records).substr(0, 26), "an old.example. DNAME 500\n");
}

TEST(ScrubberDname, OwnerItselfIsNotRedirected) {
    const auto got = run({in_answer("old.example.", rr::dname, 600, target("new.example.")),
                          in_answer("old.example.", rr::a, 600, v4("192.0.2.1"))},
                         "old.example.");
    EXPECT_EQ(listing(got.records), "an old.example. A 600\n");
}

TEST(ScrubberDname, TooLongIsALoop) {
    const std::string label(63, 'x');
    const std::string deep = label + "." + label + "." + label + "." + std::string(40, 'y') + ".";
    const std::string asked = label + ".old.";
    const auto got = run({in_answer("old.", rr::dname, 600, target(deep))}, asked);
    EXPECT_EQ(got.failure, Failure::loop);
}

TEST(ScrubberDname, OneMayServeSeveralLinks) {
    const auto got = run({in_answer("old.", rr::dname, 600, target("mid.")),
                          in_answer("a.mid.", rr::cname, 300, target("b.old.")),
                          in_answer("b.mid.", rr::a, 200, v4("192.0.2.1"))},
                         "a.old.");
    EXPECT_EQ(listing(got.records),
              "an old. DNAME 600\nan a.old. CNAME 600\nan a.mid. CNAME 300\n"
              "an b.old. CNAME 600\nan b.mid. A 200\n");
}

TEST(ScrubberDname, CnameAskedIsAnsweredByTheOneMade) {
    const std::vector<Row> rows = {
        in_answer("old.example.", rr::dname, 600, target("new.example.")),
        in_answer("www.new.example.", rr::cname, 900, target("more.example."))};
    for (const std::uint16_t type : {rr::cname, rr::any}) {
        const auto got = run(rows, "www.old.example.", type);
        EXPECT_EQ(got.kind, OutcomeKind::answer);
        EXPECT_EQ(listing(got.records),
                  "an old.example. DNAME 600\nan www.old.example. CNAME 600\n");
    }
}

TEST(ScrubberDname, CnameAskedAndDeniedHasNoRecords) {
    const std::vector<Row> rows = {
        in_answer("old.example.", rr::dname, 600, target("new.example.")),
        in_answer("www.old.example.", rr::cname, 600, target("www.new.example."))};
    const auto got = run(rows, "www.old.example.", rr::cname, Rcode::nxdomain);
    EXPECT_EQ(got.kind, OutcomeKind::nxdomain);
    EXPECT_EQ(listing(got.records), "");
    // Asked for something else, the denial is about the end of the chain.
    const auto chain = run(rows, "www.old.example.", rr::a, Rcode::nxdomain);
    EXPECT_EQ(chain.kind, OutcomeKind::nxdomain);
    EXPECT_EQ(listing(chain.records), "an old.example. DNAME 600\nan www.old.example. CNAME 600\n");
}

TEST(ScrubberDname, DnameAskedThatLedToItselfIsKeptOnce) {
    const auto got = run({in_answer("old.example.", rr::dname, 600, target("new.example.")),
                          in_answer("www.new.example.", rr::cname, 600, target("old.example."))},
                         "www.old.example.", rr::dname);
    EXPECT_EQ(got.kind, OutcomeKind::answer);
    EXPECT_EQ(listing(got.records),
              "an old.example. DNAME 600\nan www.old.example. CNAME 600\n"
              "an www.new.example. CNAME 600\n");
}

TEST(ScrubberDname, RootTarget) {
    const auto got = run({in_answer("old.", rr::dname, 600, target(".")),
                          in_answer("www.", rr::a, 200, v4("192.0.2.1"))},
                         "www.old.");
    EXPECT_EQ(listing(got.records), "an old. DNAME 600\nan www.old. CNAME 600\nan www. A 200\n");
}

}  // namespace
}  // namespace gate64::dns64d::upstream
