// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dns64d/upstream/scrub_run.h"

namespace gate64::dns64d::upstream {
namespace {

using dns::RecordView;
using dns::Section;

/// RFC 2308 5 lets nobody keep a denial without SOA; this long, so that a burst is asked once.
constexpr std::uint32_t bare_denial_ttl_s = 5;
/// Two names and five numbers (RFC 1035 3.3.13).
constexpr std::size_t soa_bytes_min = 22;

bool is_proof(const RecordView& record) noexcept {
    return record.section == Section::authority &&
           (record.type == dns::rr::nsec || record.type == dns::rr::nsec3);
}

}  // namespace

/// The SOA closest to the end of the chain; its TTL becomes that of the denial (RFC 2308 5).
/// Returns that lifetime.
std::uint32_t ScrubRun::keep_soa() {
    std::optional<RecordView> soa;
    for (const RecordView record : records_) {
        if (record.section != Section::authority || record.type != dns::rr::soa) continue;
        if (!at_.view().is_at_or_below(record.owner) || record.rdata.size() < soa_bytes_min) {
            continue;
        }
        if (!soa || record.owner.size() > soa->owner.size()) soa = record;
    }
    if (!soa) {
        const std::uint32_t ttl = std::min(bare_denial_ttl_s, limits_.negative_max_ttl_s);
        ttl_ = std::min(ttl_, ttl);
        return ttl;
    }
    const std::uint32_t minimum = base::load_be32(soa->rdata.last(4).data());
    const std::uint32_t ttl =
        std::min({clamp_ttl(soa->ttl, limits_.max_ttl_s), minimum, limits_.negative_max_ttl_s});
    keep(*soa, ttl);
    keep_signatures(Section::authority, soa->owner, dns::rr::soa, ttl);
    add_zone(soa->owner);
    return ttl;
}

void ScrubRun::keep_proofs(bool denial) {
    const std::uint32_t ttl_max = denial ? keep_soa() : limits_.max_ttl_s;
    std::uint32_t taken = 0;
    for (const RecordView record : records_) {
        if (!is_proof(record) || !in_zones(record.owner) || is_kept(record)) continue;
        if (taken++ == limits_.rrset_records_max) {
            cut_ = true;
            return;
        }
        const std::uint32_t ttl = std::min(ttl_max, clamp_ttl(record.ttl, limits_.max_ttl_s));
        keep(record, ttl);
        keep_signatures(Section::authority, record.owner, record.type, ttl);
    }
}

}  // namespace gate64::dns64d::upstream
