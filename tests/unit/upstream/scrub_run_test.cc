// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/scrub_run.h"

#include <gtest/gtest.h>

#include "tests/unit/upstream/records.h"

namespace gate64::dns64d::upstream {
namespace {

using namespace test;
using dns::Rcode;
using model::OutcomeKind;
namespace rr = dns::rr;

model::Outcome run(Rcode rcode, const std::vector<Row>& rows, const ScrubLimits& limits = {}) {
    std::uint32_t dropped = 0;
    return scrub(response(rcode, rows), name("www.example."), rr::a, limits, dropped);
}

TEST(ScrubTtl, Clamp) {
    EXPECT_EQ(clamp_ttl(0, 10), 0U);
    EXPECT_EQ(clamp_ttl(9, 10), 9U);
    EXPECT_EQ(clamp_ttl(11, 10), 10U);
    EXPECT_EQ(clamp_ttl(0x7FFFFFFF, 10), 10U);
    EXPECT_EQ(clamp_ttl(0x80000000, 10), 0U);
    EXPECT_EQ(clamp_ttl(0xFFFFFFFF, 10), 0U);
}

TEST(ScrubTtl, AnswersAreClamped) {
    const auto high =
        run(Rcode::noerror, {in_answer("www.example.", rr::a, 10'000'000, v4("192.0.2.1"))});
    EXPECT_EQ(high.ttl, 86400U);
    EXPECT_EQ(listing(high.records), "an www.example. A 86400\n");
    const auto sign =
        run(Rcode::noerror, {in_answer("www.example.", rr::a, 0x80000000, v4("192.0.2.1"))});
    EXPECT_EQ(sign.kind, OutcomeKind::answer);
    EXPECT_EQ(sign.ttl, 0U);
    ScrubLimits limits;
    limits.max_ttl_s = 30;
    const auto low =
        run(Rcode::noerror, {in_answer("www.example.", rr::a, 300, v4("192.0.2.1"))}, limits);
    EXPECT_EQ(low.ttl, 30U);
}

TEST(ScrubTtl, DenialLivesAsRfc2308Says) {
    struct Case {
        std::uint32_t ttl, minimum, expected;
    };
    for (const Case& c : {Case{300, 60, 60}, Case{60, 300, 60}, Case{9000, 9000, 3600},
                          Case{300, 0xFFFFFFFF, 300}, Case{0x80000000, 60, 0}, Case{60, 0, 0}}) {
        const auto got =
            run(Rcode::noerror, {in_authority("example.", rr::soa, c.ttl, soa(c.minimum))});
        EXPECT_EQ(got.kind, OutcomeKind::nodata);
        EXPECT_EQ(got.ttl, c.expected);
        EXPECT_EQ(listing(got.records), "au example. SOA " + std::to_string(c.expected) + "\n");
    }
    EXPECT_EQ(run(Rcode::nxdomain, {}).ttl, 5U);
    ScrubLimits limits;
    limits.negative_max_ttl_s = 2;
    EXPECT_EQ(run(Rcode::nxdomain, {}, limits).ttl, 2U);
}

TEST(ScrubTtl, ChainBoundsADenial) {
    const auto got =
        run(Rcode::noerror, {in_answer("www.example.", rr::cname, 7, target("b.example.")),
                             in_authority("example.", rr::soa, 300, soa(300))});
    EXPECT_EQ(got.ttl, 7U);
}

TEST(ScrubProofs, DeepestSoaCountsAndItsZoneBoundsNsec) {
    const auto got =
        run(Rcode::noerror,
            {in_authority(".", rr::soa, 300, soa(300)),
             in_authority("example.", rr::soa, 300, soa(300)),
             in_authority("www.example.", rr::nsec, 900, nsec("x.example.")),
             in_authority("www.example.", rr::rrsig, 900, rrsig(rr::nsec, 2, "example.")),
             in_authority("example.", rr::rrsig, 900, rrsig(rr::soa, 1, "example.")),
             in_authority("other.", rr::nsec, 900, nsec("p.other.")),
             in_authority("other.", rr::rrsig, 900, rrsig(rr::nsec, 1, "other.")),
             in_authority("www.example.", rr::rrsig, 900, rrsig(rr::ns, 2, "example.")),
             in_answer("www.example.", rr::nsec, 900, nsec("x.example."))});
    EXPECT_EQ(listing(got.records),
              "au example. SOA 300\nau example. RRSIG 300\n"
              "au www.example. NSEC 300\nau www.example. RRSIG 300\n");
}

TEST(ScrubProofs, SoaBelowTheEndOfTheChainIsForeign) {
    const auto got =
        run(Rcode::nxdomain, {in_authority("sub.www.example.", rr::soa, 300, soa(300)),
                              in_authority("example.net.", rr::soa, 300, soa(300)),
                              in_authority("www.example.", rr::nsec, 300, nsec("x.example."))});
    EXPECT_EQ(got.kind, OutcomeKind::nxdomain);
    EXPECT_EQ(got.records.count(), 0U);
    EXPECT_EQ(got.ttl, 5U);
}

TEST(ScrubProofs, ExpandedWildcardKeepsItsProof) {
    const std::vector<Row> rows = {
        in_answer("www.example.", rr::a, 300, v4("192.0.2.1")),
        in_answer("www.example.", rr::rrsig, 300, rrsig(rr::a, 1, "example.")),
        in_authority("v.example.", rr::nsec, 200, nsec("x.example.")),
        in_authority("v.example.", rr::rrsig, 200, rrsig(rr::nsec, 2, "example.")),
        in_authority("v.other.", rr::nsec, 200, nsec("x.other.")),
        in_authority("example.", rr::ns, 200, target("ns.example."))};
    const auto got = run(Rcode::noerror, rows);
    EXPECT_EQ(listing(got.records),
              "an www.example. A 300\nan www.example. RRSIG 300\n"
              "au v.example. NSEC 200\nau v.example. RRSIG 200\n");
    EXPECT_EQ(got.ttl, 200U);
    std::vector<Row> plain = rows;
    plain[1].rdata = rrsig(rr::a, 2, "example.");
    EXPECT_EQ(run(Rcode::noerror, plain).records.count(), 2U);
    std::vector<Row> foreign = rows;
    foreign[1].rdata = rrsig(rr::a, 1, "other.");
    EXPECT_EQ(run(Rcode::noerror, foreign).records.count(), 2U);
}

TEST(ScrubLimit, BigSetsAreCutAndNotKept) {
    std::vector<Row> rows;
    for (unsigned i = 0; i < 4000; ++i) {
        rows.push_back(
            in_answer("www.example.", rr::a, 300,
                      {10, 0, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}));
    }
    const auto got = run(Rcode::noerror, rows);
    EXPECT_EQ(got.kind, OutcomeKind::answer);
    EXPECT_EQ(got.records.count(), 100U);
    EXPECT_EQ(got.ttl, 0U);
    rows.resize(100);
    EXPECT_EQ(run(Rcode::noerror, rows).ttl, 300U);
}

TEST(ScrubLimit, ManySignaturesAreCut) {
    std::vector<Row> rows = {in_answer("www.example.", rr::a, 300, v4("192.0.2.1"))};
    for (unsigned i = 0; i < 300; ++i) {
        Octets signature = rrsig(rr::a, 2, "example.");
        signature.push_back(static_cast<std::uint8_t>(i));
        signature.push_back(static_cast<std::uint8_t>(i >> 8));
        rows.push_back(in_answer("www.example.", rr::rrsig, 300, signature));
    }
    const auto got = run(Rcode::noerror, rows);
    EXPECT_EQ(got.records.count(), 101U);
    EXPECT_EQ(got.ttl, 0U);
}

}  // namespace
}  // namespace gate64::dns64d::upstream
