// SPDX-License-Identifier: Apache-2.0
// The answer check: any octets as an upstream's message. Whatever comes, only records of the alias
// chain from the question and denials of its end may be kept, with lifetimes in their bounds.

#include <algorithm>
#include <vector>

#include "dns64d/upstream/scrubber.h"
#include "shared/base/check.h"
#include "shared/dns/message.h"

namespace {

using namespace gate64;
using dns::RecordView;
using dns::Section;
using dns64d::model::Failure;
using dns64d::model::Outcome;
using dns64d::model::OutcomeKind;
using dns64d::upstream::ScrubLimits;
namespace rr = dns::rr;

bool stops_at_alias(std::uint16_t type) {
    return type == rr::cname || type == rr::any;
}

/// Walks the kept answer section as a client would; the name the chain ends at.
class ChainWalk {
  public:
    ChainWalk(dns::NameView name, std::uint16_t type) : at_(name), type_(type) {}

    void take(const RecordView& record) {
        const bool wanted = record.type == type_ || type_ == rr::any;
        if (record.owner == at_.view() && wanted) {
            answered_ = true;
        } else if (record.type == rr::rrsig) {
            CHECK(!owner_.wire().empty() && record.owner == owner_.view());
        } else if (record.type == rr::dname) {
            CHECK(at_.view().is_below(record.owner));
            CHECK(!answered_);
            if (type_ == rr::dname) dname_owners_.push_back(record.owner);
        } else {
            CHECK(record.type == rr::cname && record.owner == at_.view() && !answered_);
            CHECK(!stops_at_alias(type_));
            at_ = dns::NameView::trusted(record.rdata);
            ++links_;
        }
        owner_ = record.owner;
        CHECK(links_ <= dns64d::model::alias_chain_max);
    }
    [[nodiscard]] dns::NameView end() const { return at_; }
    /// A DNAME asked for at the end of the chain may have led there: it is not kept twice.
    [[nodiscard]] bool answered() const {
        return answered_ || std::count(dname_owners_.begin(), dname_owners_.end(), end()) > 0;
    }

  private:
    std::vector<dns::NameView> dname_owners_;
    dns::Name at_;
    dns::Name owner_;
    std::uint16_t type_;
    unsigned links_ = 0;
    bool answered_ = false;
};

void check_authority(const RecordView& record, dns::NameView end) {
    if (record.type == rr::soa) CHECK(end.is_at_or_below(record.owner));
    CHECK(record.type == rr::soa || record.type == rr::nsec || record.type == rr::nsec3 ||
          record.type == rr::rrsig);
}

void check_lifetimes(const Outcome& outcome, const ScrubLimits& limits) {
    CHECK(outcome.ttl <= limits.max_ttl_s);
    const bool denial =
        outcome.kind == OutcomeKind::nodata || outcome.kind == OutcomeKind::nxdomain;
    if (denial) CHECK(outcome.ttl <= limits.negative_max_ttl_s);
    for (const RecordView record : outcome.records.view()) {
        CHECK(record.ttl <= limits.max_ttl_s);
        CHECK(outcome.ttl <= record.ttl);
    }
}

void check(const dns::Response& response, dns::NameView name, std::uint16_t type) {
    ScrubLimits limits;
    limits.trust_ad = true;
    std::uint32_t dropped = 0;
    const Outcome outcome = dns64d::upstream::scrub(response, name, type, limits, dropped);
    CHECK(dropped <= response.records.count());
    if (outcome.kind == OutcomeKind::failure) {
        CHECK(outcome.failure != Failure::none);
        CHECK(outcome.records.count() == 0);
        CHECK(outcome.ttl == limits.failure_ttl_s);
        return;
    }
    CHECK(outcome.failure == Failure::none);
    CHECK(outcome.rcode == response.rcode);
    check_lifetimes(outcome, limits);
    ChainWalk walk(name, type);
    for (const RecordView record : outcome.records.view()) {
        if (record.section == Section::answer) {
            walk.take(record);
        } else {
            CHECK(record.section == Section::authority);
            check_authority(record, walk.end());
        }
    }
    CHECK(walk.answered() == (outcome.kind == OutcomeKind::answer));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static dns::Response response;
    if (!dns::parse_response({data, size}, response)) return 0;
    check(response, response.name, response.type);
    // The same records as an answer to each of their owners, so that chains are entered everywhere.
    unsigned entered = 0;
    for (const RecordView record : response.records.view()) {
        if (++entered > 8) break;
        check(response, record.owner, response.type);
        check(response, record.owner, record.type);
    }
    return 0;
}
