// SPDX-License-Identifier: Apache-2.0
#include "dns64d/pipeline/locate.h"

namespace gate64::dns64d::pipeline {

namespace {

void append_answers(dns::RecordList& chain, dns::RecordSpan records, bool signatures) {
    for (const dns::RecordView record : records) {
        if (record.section != dns::Section::answer) continue;
        if (record.type == dns::rr::rrsig && !signatures) continue;
        chain.add(record);
    }
}

/// Follows an alias in local data that leads out of it. False when there is none.
bool follow_local_alias(const dns64::Query& query, Location& location) {
    const model::LocalData& local = query.settings->local;
    if (!local.covers(location.name)) return false;
    auto found = local.find(location.name, query.type);
    if (!found || !found->outside) return false;
    append_answers(location.chain, found->outcome.records.view(), query.flags.dnssec_ok);
    location.name = *found->outside;
    return true;
}

}  // namespace

Location locate(dns64::Query query, dns64::Answer& answer) {
    Location location;
    location.name = query.name;
    for (unsigned step = 0; step <= model::alias_chain_max; ++step) {
        query.name = location.name;
        const dns64::Special special = dns64::answer_special(query, answer);
        if (special.kind == dns64::Special::Kind::answered) {
            location.kind = Location::Kind::answered;
            return location;
        }
        if (special.kind == dns64::Special::Kind::redirect) {
            append_answers(location.chain, answer.records.view(), query.flags.dnssec_ok);
            location.name = special.target;
        } else if (!follow_local_alias(query, location)) {
            return location;
        }
    }
    location.kind = Location::Kind::loop;
    return location;
}

}  // namespace gate64::dns64d::pipeline
