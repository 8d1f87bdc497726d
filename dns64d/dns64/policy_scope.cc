// SPDX-License-Identifier: Apache-2.0
#include "dns64d/dns64/policy_scope.h"

namespace gate64::dns64d::dns64 {

bool is_excluded(const Query& query, base::Bytes aaaa_rdata) noexcept {
    if (aaaa_rdata.size() != 16) return true;
    const net::IpAddress address(net::Ipv6Address::from_wire(aaaa_rdata.data()));
    return PolicyScope(query, false).find_if([&address](const model::Dns64Policy& policy) {
        return policy.exclude.allows(address);
    }) != nullptr;
}

bool has_answer(const model::OutcomeView& outcome, std::uint16_t type) noexcept {
    for (const dns::RecordView record : outcome.records) {
        if (record.section == dns::Section::answer && record.type == type) return true;
    }
    return false;
}

bool is_dnssec_failure(const model::OutcomeView& outcome) noexcept {
    if (!outcome.failed()) return false;
    if (outcome.security == model::Security::bogus) return true;
    return outcome.failure == model::Failure::server_failed &&
           outcome.rcode == dns::Rcode::servfail && outcome.ede >= dns::Ede::dnssec_indeterminate &&
           outcome.ede <= dns::Ede::nsec_missing;
}

}  // namespace gate64::dns64d::dns64
