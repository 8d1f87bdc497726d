// SPDX-License-Identifier: Apache-2.0
#include "dns64d/dns64/record_copy.h"

#include <algorithm>

namespace gate64::dns64d::dns64 {

std::uint32_t ttl_shown(const model::OutcomeView& outcome, std::uint32_t stored) noexcept {
    return outcome.stale ? stale_record_ttl_s : outcome.ttl_now(stored);
}

std::uint32_t remaining_s(const model::OutcomeView& outcome) noexcept {
    return outcome.stale ? stale_reuse_s : outcome.ttl_now(outcome.ttl);
}

std::uint16_t covered_type(const dns::RecordView& rrsig) noexcept {
    return rrsig.rdata.size() < 2 ? std::uint16_t{0} : base::load_be16(rrsig.rdata.data());
}

RecordCopy::RecordCopy(const Query& query, const model::OutcomeView& outcome,
                       Answer& answer) noexcept
    : query_(query), outcome_(outcome), answer_(answer), negative_ttl_(negative_ttl(outcome)) {}

bool RecordCopy::is_wanted(const dns::RecordView& record) const noexcept {
    if (query_.flags.dnssec_ok) return true;
    const bool signature = record.type == dns::rr::rrsig || record.type == dns::rr::nsec ||
                           record.type == dns::rr::nsec3;
    return !signature || (record.section == dns::Section::answer && record.type == query_.type);
}

std::uint32_t RecordCopy::ttl_of(const dns::RecordView& record) const noexcept {
    std::uint16_t about = record.type;
    if (record.type == dns::rr::rrsig) {
        about = covered_type(record);
        if (about == last_type_ && record.section == last_section_) return last_ttl_;
    }
    if (about == dns::rr::soa && record.section == dns::Section::authority && negative_ttl_) {
        return *negative_ttl_;
    }
    return ttl_shown(outcome_, record.ttl);
}

void RecordCopy::add(const dns::RecordView& record) {
    if (!is_wanted(record)) return;
    dns::RecordView shown = record;
    shown.ttl = ttl_of(record);
    add_made(shown);
}

void RecordCopy::add_made(const dns::RecordView& record) {
    answer_.records.add(record);
    ttl_min_ = std::min(ttl_min_, record.ttl);
    if (record.type == dns::rr::rrsig) return;
    last_section_ = record.section;
    last_type_ = record.type;
    last_ttl_ = record.ttl;
}

}  // namespace gate64::dns64d::dns64
