// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/scrubber.h"

#include <gtest/gtest.h>

#include "tests/unit/upstream/records.h"

namespace gate64::dns64d::upstream {
namespace {

using namespace test;
using dns::Rcode;
using model::Failure;
using model::OutcomeKind;
namespace rr = dns::rr;

struct Scrubbed {
    model::Outcome outcome;
    std::uint32_t dropped = 0;
    std::string list;
};

Scrubbed run(Rcode rcode, const std::vector<Row>& rows, std::string_view qname = "www.example.",
             std::uint16_t qtype = rr::a, const ScrubLimits& limits = {}) {
    Scrubbed result;
    const dns::Response made = response(rcode, rows);
    result.outcome = scrub(made, name(qname), qtype, limits, result.dropped);
    result.list = listing(result.outcome.records);
    return result;
}

TEST(Scrubber, PlainAnswer) {
    const auto got = run(Rcode::noerror, {in_answer("WWW.example.", rr::a, 300, v4("192.0.2.1")),
                                          in_answer("www.example.", rr::a, 200, v4("192.0.2.2"))});
    EXPECT_EQ(got.outcome.kind, OutcomeKind::answer);
    EXPECT_EQ(got.outcome.rcode, Rcode::noerror);
    EXPECT_EQ(got.outcome.ttl, 200U);
    EXPECT_EQ(got.dropped, 0U);
    EXPECT_EQ(got.list, "an WWW.example. A 200\nan www.example. A 200\n");
}

TEST(Scrubber, ChainIsPutInOrder) {
    const auto got =
        run(Rcode::noerror, {
                                in_answer("c.example.", rr::a, 60, v4("192.0.2.1")),
                                in_answer("b.example.", rr::cname, 70, target("c.example.")),
                                in_answer("www.example.", rr::cname, 80, target("b.example.")),
                            });
    EXPECT_EQ(got.outcome.kind, OutcomeKind::answer);
    EXPECT_EQ(got.list, "an www.example. CNAME 80\nan b.example. CNAME 70\nan c.example. A 60\n");
    EXPECT_EQ(got.outcome.ttl, 60U);
}

TEST(Scrubber, SignaturesFollowTheirSets) {
    const auto got = run(
        Rcode::noerror, {in_answer("www.example.", rr::cname, 80, target("b.example.")),
                         in_answer("b.example.", rr::rrsig, 9999, rrsig(rr::a, 2, "example.")),
                         in_answer("b.example.", rr::rrsig, 9999, rrsig(rr::aaaa, 2, "example.")),
                         in_answer("b.example.", rr::a, 60, v4("192.0.2.1")),
                         in_answer("www.example.", rr::rrsig, 1, rrsig(rr::cname, 2, "example."))});
    EXPECT_EQ(got.list,
              "an www.example. CNAME 80\nan www.example. RRSIG 80\n"
              "an b.example. A 60\nan b.example. RRSIG 60\n");
    EXPECT_EQ(got.dropped, 1U);
    EXPECT_EQ(got.outcome.ttl, 60U);
}

TEST(Scrubber, DuplicatesAreDropped) {
    const auto got = run(Rcode::noerror, {in_answer("www.example.", rr::a, 300, v4("192.0.2.1")),
                                          in_answer("www.example.", rr::a, 300, v4("192.0.2.1")),
                                          in_answer("www.example.", rr::cname, 1, target("x."))});
    EXPECT_EQ(got.list, "an www.example. A 300\n");
    EXPECT_EQ(got.dropped, 2U);
}

TEST(Scrubber, IncompleteChainIsNodataWithChain) {
    const auto got =
        run(Rcode::noerror, {in_answer("www.example.", rr::cname, 80, target("b.other."))});
    EXPECT_EQ(got.outcome.kind, OutcomeKind::nodata);
    EXPECT_EQ(got.list, "an www.example. CNAME 80\n");
    EXPECT_EQ(got.outcome.ttl, 5U);
}

TEST(Scrubber, NxdomainKeepsChainAndItsOwnSoa) {
    const auto got =
        run(Rcode::nxdomain, {in_answer("www.example.", rr::cname, 80, target("gone.other.")),
                              in_authority("example.", rr::soa, 900, soa(60)),
                              in_authority("other.", rr::soa, 900, soa(40)),
                              in_answer("gone.other.", rr::a, 80, v4("192.0.2.1"))});
    EXPECT_EQ(got.outcome.kind, OutcomeKind::nxdomain);
    EXPECT_EQ(got.outcome.rcode, Rcode::nxdomain);
    EXPECT_EQ(got.list, "an www.example. CNAME 80\nau other. SOA 40\n");
    EXPECT_EQ(got.outcome.ttl, 40U);
}

TEST(Scrubber, SixteenLinksAreFollowedSeventeenAreALoop) {
    for (const unsigned links : {16U, 17U}) {
        std::vector<Row> rows;
        std::vector<std::string> names;
        for (unsigned i = 0; i <= links; ++i)
            names.push_back("n" + std::to_string(i) + ".example.");
        for (unsigned i = links; i > 0; --i) {
            rows.push_back(in_answer(names[i - 1], rr::cname, 60, target(names[i])));
        }
        rows.push_back(in_answer(names[links], rr::a, 60, v4("192.0.2.1")));
        const auto got = run(Rcode::noerror, rows, "n0.example.");
        EXPECT_EQ(got.outcome.kind, links == 16 ? OutcomeKind::answer : OutcomeKind::failure);
        EXPECT_EQ(got.outcome.failure, links == 16 ? Failure::none : Failure::loop);
        EXPECT_EQ(got.outcome.records.count(), links == 16 ? 17U : 0U);
    }
}

TEST(Scrubber, LoopsFail) {
    const auto self =
        run(Rcode::noerror, {in_answer("www.example.", rr::cname, 60, target("www.example."))});
    EXPECT_EQ(self.outcome.failure, Failure::loop);
    EXPECT_EQ(self.outcome.rcode, Rcode::servfail);
    const auto pair =
        run(Rcode::noerror, {in_answer("www.example.", rr::cname, 60, target("b.example.")),
                             in_answer("b.example.", rr::cname, 60, target("www.example."))});
    EXPECT_EQ(pair.outcome.failure, Failure::loop);
    EXPECT_EQ(pair.outcome.ttl, ScrubLimits{}.failure_ttl_s);
    const auto dname =
        run(Rcode::noerror, {in_answer("example.", rr::dname, 60, target("sub.example."))});
    EXPECT_EQ(dname.outcome.failure, Failure::loop);
}

TEST(Scrubber, AliasTypesAsked) {
    const std::vector<Row> rows = {in_answer("www.example.", rr::cname, 60, target("b.example.")),
                                   in_answer("b.example.", rr::cname, 60, target("c.example."))};
    const auto cname = run(Rcode::noerror, rows, "www.example.", rr::cname);
    EXPECT_EQ(cname.outcome.kind, OutcomeKind::answer);
    EXPECT_EQ(cname.list, "an www.example. CNAME 60\n");
    const auto any = run(Rcode::noerror,
                         {in_answer("www.example.", rr::a, 60, v4("192.0.2.1")),
                          in_answer("www.example.", rr::txt, 50, {1, 'x'}),
                          in_answer("b.example.", rr::txt, 50, {1, 'x'})},
                         "www.example.", rr::any);
    EXPECT_EQ(any.list, "an www.example. A 50\nan www.example. TXT 50\n");
    const auto signatures =
        run(Rcode::noerror,
            {in_answer("www.example.", rr::rrsig, 60, rrsig(rr::a, 2, "example.")),
             in_answer("www.example.", rr::rrsig, 50, rrsig(rr::txt, 2, "example.")),
             in_answer("www.example.", rr::a, 50, v4("192.0.2.1"))},
            "www.example.", rr::rrsig);
    EXPECT_EQ(signatures.list, "an www.example. RRSIG 50\nan www.example. RRSIG 50\n");
    const auto dname = run(Rcode::noerror, {in_answer("example.", rr::dname, 60, target("b."))},
                           "example.", rr::dname);
    EXPECT_EQ(dname.outcome.kind, OutcomeKind::answer);
    EXPECT_EQ(dname.list, "an example. DNAME 60\n");
}

TEST(Scrubber, FailureRcodes) {
    for (const unsigned rcode : {1U, 2U, 4U, 5U, 7U, 9U, 16U, 23U, 4095U}) {
        const auto got = run(Rcode{static_cast<std::uint16_t>(rcode)},
                             {in_answer("www.example.", rr::a, 300, v4("192.0.2.1"))});
        EXPECT_EQ(got.outcome.kind, OutcomeKind::failure) << rcode;
        EXPECT_EQ(got.outcome.rcode, Rcode::servfail);
        EXPECT_EQ(got.outcome.failure, rcode == 5 ? Failure::refused : Failure::server_failed);
        EXPECT_EQ(got.outcome.records.count(), 0U);
        EXPECT_EQ(got.dropped, 1U);
    }
    EXPECT_EQ(run(Rcode::yxdomain, {}).outcome.failure, Failure::loop);
}

TEST(Scrubber, EdeAndAdArePassedOn) {
    dns::Response made =
        response(Rcode::noerror, {in_answer("www.example.", rr::a, 300, v4("192.0.2.1"))});
    made.header.flags |= dns::flag::ad;
    made.edns.ede = dns::Ede::stale_answer;
    std::uint32_t dropped = 0;
    ScrubLimits limits;
    auto outcome = scrub(made, name("www.example."), rr::a, limits, dropped);
    EXPECT_EQ(outcome.security, model::Security::indeterminate);
    EXPECT_EQ(outcome.ede, dns::Ede::stale_answer);
    limits.trust_ad = true;
    outcome = scrub(made, name("www.example."), rr::a, limits, dropped);
    EXPECT_EQ(outcome.security, model::Security::secure);
}

TEST(Scrubber, ReferralsAndStrangersAreFailures) {
    const auto referral =
        run(Rcode::noerror, {in_authority("example.", rr::ns, 300, target("ns.example."))});
    EXPECT_EQ(referral.outcome.failure, Failure::server_failed);
    const auto upward = run(Rcode::noerror, {in_authority(".", rr::ns, 300, target("a.root."))});
    EXPECT_EQ(upward.outcome.failure, Failure::server_failed);
    const auto stranger =
        run(Rcode::noerror, {in_answer("other.example.", rr::a, 300, v4("192.0.2.1"))});
    EXPECT_EQ(stranger.outcome.failure, Failure::server_failed);
    const auto empty = run(Rcode::noerror, {});
    EXPECT_EQ(empty.outcome.kind, OutcomeKind::nodata);
    const auto denial =
        run(Rcode::noerror, {in_authority("example.", rr::soa, 300, soa(300)),
                             in_authority("example.", rr::ns, 300, target("ns.example."))});
    EXPECT_EQ(denial.outcome.kind, OutcomeKind::nodata);
    EXPECT_EQ(denial.outcome.records.count(), 1U);
}

TEST(Scrubber, FailureOutcome) {
    const auto outcome = failure_outcome(Failure::timeout, dns::Ede::no_reachable_authority, 7);
    EXPECT_EQ(outcome.kind, OutcomeKind::failure);
    EXPECT_EQ(outcome.failure, Failure::timeout);
    EXPECT_EQ(outcome.ede, dns::Ede::no_reachable_authority);
    EXPECT_EQ(outcome.ttl, 7U);
    EXPECT_EQ(outcome.rcode, Rcode::servfail);
}

}  // namespace
}  // namespace gate64::dns64d::upstream
