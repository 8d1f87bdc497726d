// SPDX-License-Identifier: Apache-2.0
#include "dns64d/dns64/local_reply.h"

#include <algorithm>

#include "dns64d/model/empty_soa.h"

namespace gate64::dns64d::dns64 {

LocalReply::LocalReply(Answer& answer, dns::NameView zone, std::uint32_t ttl) noexcept
    : answer_(answer), zone_(zone), ttl_(ttl) {
    answer_.clear();
    answer_.authoritative = true;
    answer_.ttl = ttl;
}

void LocalReply::set_ttl(std::uint32_t ttl) noexcept {
    ttl_ = ttl;
    answer_.ttl = ttl;
}

void LocalReply::add_once(dns::NameView owner, std::uint16_t type, base::Bytes rdata) {
    for (const dns::RecordView record : answer_.records.view()) {
        if (record.type == type &&
            std::equal(record.rdata.begin(), record.rdata.end(), rdata.begin(), rdata.end())) {
            return;
        }
    }
    answer_.records.add(dns::Section::answer, owner, type, ttl_, rdata);
}

void LocalReply::deny(dns::Rcode rcode) {
    answer_.rcode = rcode;
    const model::EmptySoa soa(zone_, ttl_);
    answer_.records.add(dns::Section::authority, zone_, dns::rr::soa, ttl_, soa.rdata());
}

}  // namespace gate64::dns64d::dns64
