// SPDX-License-Identifier: Apache-2.0
#include "dns64d/model/local_data.h"

#include "dns64d/model/empty_soa.h"

namespace gate64::dns64d::model {

void LocalData::add_zone(dns::NameView apex, std::uint32_t soa_ttl, base::Bytes soa_rdata,
                         Apex existence) {
    Zone zone;
    zone.soa.add(dns::Section::authority, apex, dns::rr::soa, soa_ttl, soa_rdata);
    zone.apex = existence;
    (void)zones_.insert(apex, std::move(zone));
}

void LocalData::add_empty_zone(dns::NameView apex, Apex existence) {
    const EmptySoa soa(apex, builtin_ttl_s);
    add_zone(apex, builtin_ttl_s, soa.rdata(), existence);
}

void LocalData::add_record(const dns::RecordView& record) {
    (void)nodes_.insert(record.owner, Node{});
    dns::RecordView kept = record;
    kept.section = dns::Section::answer;
    nodes_.find_exact(record.owner)->records.add(kept);
    for (dns::NameView name = record.owner; !name.is_root();) {
        name = name.parent();
        // Where this one is known, so are those above it.
        if (!parents_.insert(name, 0)) break;
    }
}

void LocalData::add_empty_name(dns::NameView name) {
    (void)parents_.insert(name, 0);
    for (dns::NameView above = name; !above.is_root();) {
        above = above.parent();
        if (!parents_.insert(above, 0)) break;
    }
}

LocalData::ZoneMatch LocalData::zone_of(dns::NameView name) const {
    const auto zone = zones_.find(name);
    if (!zone) return std::nullopt;
    const auto other = elsewhere_.find(name);
    if (other && other->zone.size() > zone->zone.size()) return std::nullopt;
    return zone;
}

}  // namespace gate64::dns64d::model
