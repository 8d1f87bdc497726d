// SPDX-License-Identifier: Apache-2.0
// Threat T9: thirty-two ways to smuggle a record into an answer. Each carries a canary, and no
// canary may be in the outcome.
#include <gtest/gtest.h>

#include <algorithm>

#include "dns64d/upstream/scrubber.h"
#include "tests/unit/upstream/records.h"

namespace gate64::dns64d::upstream {
namespace {

using namespace test;
using dns::Rcode;
namespace rr = dns::rr;

const std::string canary_address = "203.0.113.66";
const std::string canary_name = "canary.evil.";

struct Case {
    const char* what;
    Rcode rcode;
    std::vector<Row> rows;
};

Row real() {
    return in_answer("www.example.", rr::a, 300, v4("192.0.2.1"));
}
Row alias() {
    return in_answer("www.example.", rr::cname, 300, target("web.example."));
}
Row real_behind() {
    return in_answer("web.example.", rr::a, 300, v4("192.0.2.1"));
}
Octets bad() {
    return v4(canary_address);
}
Octets bad_name() {
    return target(canary_name);
}
Octets bad_soa() {
    Octets rdata = bad_name();
    put(rdata, soa(300));
    return rdata;
}
Row good_soa() {
    return in_authority("example.", rr::soa, 300, soa(300));
}

std::vector<Case> beside_answers() {
    const auto ok = Rcode::noerror;
    return {
        {"sibling", ok, {real(), in_answer("ftp.example.", rr::a, 9, bad())}},
        {"parent", ok, {real(), in_answer("example.", rr::a, 9, bad())}},
        {"child", ok, {real(), in_answer("x.www.example.", rr::a, 9, bad())}},
        {"other zone", ok, {real(), in_answer("bank.test.", rr::a, 9, bad())}},
        {"root", ok, {real(), in_answer(".", rr::a, 9, bad())}},
        {"wildcard owner", ok, {real(), in_answer("*.example.", rr::a, 9, bad())}},
        {"name that begins alike", ok, {real(), in_answer("www.example.evil.", rr::a, 9, bad())}},
        {"name that ends alike", ok, {real(), in_answer("awww.example.", rr::a, 9, bad())}},
        {"other type at the name", ok, {real(), in_answer("www.example.", rr::ns, 9, bad_name())}},
        {"alias beside the answer",
         ok,
         {real(), in_answer("www.example.", rr::cname, 9, bad_name()),
          in_answer(canary_name, rr::a, 9, bad())}},
        {"answer before the alias's tail",
         ok,
         {alias(), real_behind(), in_answer(canary_name, rr::a, 9, bad())}},
        {"second alias",
         ok,
         {alias(), in_answer("www.example.", rr::cname, 9, bad_name()), real_behind()}},
        {"alias of the tail beside its answer",
         ok,
         {alias(), real_behind(), in_answer("web.example.", rr::cname, 9, bad_name())}},
        {"alias of a stranger", ok, {real(), in_answer("ftp.example.", rr::cname, 9, bad_name())}},
        {"DNAME of the zone beside the answer",
         ok,
         {real(), in_answer("example.", rr::dname, 9, bad_name())}},
        {"DNAME of the root beside the answer",
         ok,
         {real(), in_answer(".", rr::dname, 9, bad_name())}},
        {"DNAME at the name", ok, {real(), in_answer("www.example.", rr::dname, 9, bad_name())}},
        {"answer in authority", ok, {real(), in_authority("www.example.", rr::a, 9, bad())}},
        {"answer in additional", ok, {real(), in_additional("www.example.", rr::a, 9, bad())}},
        {"signature by nobody asked",
         ok,
         {real(), in_answer("www.example.", rr::rrsig, 9, rrsig(rr::ns, 2, canary_name))}},
        {"signature of a stranger",
         ok,
         {real(), in_answer("ftp.example.", rr::rrsig, 9, rrsig(rr::a, 2, canary_name))}},
    };
}

std::vector<Case> beside_denials_and_delegations() {
    const auto ok = Rcode::noerror;
    const auto gone = Rcode::nxdomain;
    return {
        {"unsolicited NS", ok, {real(), in_authority("www.example.", rr::ns, 9, bad_name())}},
        {"NS of the zone", ok, {real(), in_authority("example.", rr::ns, 9, bad_name())}},
        {"NS of the parent with glue",
         ok,
         {real(), in_authority(".", rr::ns, 9, bad_name()),
          in_additional(canary_name, rr::a, 9, bad())}},
        {"NS of a sibling", ok, {real(), in_authority("test.", rr::ns, 9, bad_name())}},
        {"NS beside a denial", ok, {good_soa(), in_authority("example.", rr::ns, 9, bad_name())}},
        {"glue beside a denial", gone, {good_soa(), in_additional("ns.example.", rr::a, 9, bad())}},
        {"SOA of another zone", gone, {in_authority("test.", rr::soa, 9, bad_soa())}},
        {"SOA below the name", gone, {in_authority("x.www.example.", rr::soa, 9, bad_soa())}},
        {"SOA beside an answer", ok, {real(), in_authority("example.", rr::soa, 9, bad_soa())}},
        {"SOA in answer", gone, {in_answer("example.", rr::soa, 9, bad_soa())}},
        {"NSEC of another zone",
         gone,
         {good_soa(), in_authority("a.test.", rr::nsec, 9, nsec(canary_name))}},
        {"NSEC without SOA", gone, {in_authority("a.example.", rr::nsec, 9, nsec(canary_name))}},
        {"answer to a name denied", gone, {in_answer("www.example.", rr::a, 9, bad())}},
        {"DS for the zone", ok, {real(), in_authority("example.", rr::ds, 9, bad_name())}},
        {"DNSKEY for the zone", ok, {real(), in_additional("example.", rr::dnskey, 9, bad_name())}},
        {"address in a referral",
         ok,
         {in_authority("example.", rr::ns, 9, target("ns.example.")),
          in_additional("ns.example.", rr::a, 9, bad())}},
    };
}

bool contains(base::Bytes where, const Octets& what) {
    return std::search(where.begin(), where.end(), what.begin(), what.end()) != where.end();
}

void expect_no_canary(const Case& smuggled) {
    for (const bool reversed : {false, true}) {
        std::vector<Row> rows = smuggled.rows;
        if (reversed) std::reverse(rows.begin(), rows.end());
        // In reverse, what is first at a name counts: two aliases of one name are then a lie of the
        // server that nobody can see through.
        if (reversed && std::string_view(smuggled.what) == "second alias") continue;
        std::uint32_t dropped = 0;
        const model::Outcome outcome =
            scrub(response(smuggled.rcode, rows), name("www.example."), rr::a, {}, dropped);
        const base::Bytes kept = outcome.records.view().bytes();
        EXPECT_FALSE(contains(kept, v4(canary_address))) << smuggled.what;
        EXPECT_FALSE(contains(kept, target(canary_name))) << smuggled.what;
        EXPECT_GE(dropped, 1U) << smuggled.what;
        if (outcome.kind == model::OutcomeKind::answer) {
            EXPECT_TRUE(contains(kept, v4("192.0.2.1"))) << smuggled.what;
            EXPECT_EQ(outcome.ttl, 300U) << smuggled.what << ": the canary's TTL must not count";
        }
    }
}

TEST(Bailiwick, NothingComesBesideAnAnswer) {
    for (const Case& smuggled : beside_answers())
        expect_no_canary(smuggled);
}

TEST(Bailiwick, NothingComesBesideADenialOrDelegation) {
    for (const Case& smuggled : beside_denials_and_delegations())
        expect_no_canary(smuggled);
}

TEST(Bailiwick, ThereAreAtLeastThirtyTwo) {
    EXPECT_GE(beside_answers().size() + beside_denials_and_delegations().size(), 32U);
}

}  // namespace
}  // namespace gate64::dns64d::upstream
