// SPDX-License-Identifier: Apache-2.0
#include "dns64d/dns64/failure_report.h"

#include "dns64d/dns64/policy_scope.h"

namespace gate64::dns64d::dns64 {
namespace {

using model::Failure;

struct Report {
    dns::Ede ede = dns::Ede::other;
    std::string_view text;
};

Report report_of(Failure failure) noexcept {
    switch (failure) {
        case Failure::timeout:
            return {dns::Ede::no_reachable_authority, "no upstream answered in time"};
        case Failure::unreachable:
            return {dns::Ede::network_error, "no upstream can be reached"};
        case Failure::no_servers:
            return {dns::Ede::no_reachable_authority, "no upstream for this name"};
        case Failure::refused:
            return {dns::Ede::no_reachable_authority, "the upstream refused"};
        case Failure::malformed:
            return {dns::Ede::invalid_data, "the upstream's answer cannot be read"};
        case Failure::overload:
            return {dns::Ede::other, "too many questions in flight"};
        case Failure::loop:
            return {dns::Ede::other, "alias loop or too long a chain"};
        case Failure::server_failed:
        case Failure::none:
            break;
    }
    return {dns::Ede::other, "the upstream failed"};
}

}  // namespace

void report_failure(const model::OutcomeView& outcome, Answer& answer) noexcept {
    // RFC 6672 2.2 has the one rcode that says more than SERVFAIL: a DNAME made too long a name.
    const bool too_long = outcome.local && outcome.rcode == dns::Rcode::yxdomain;
    answer.rcode = too_long ? dns::Rcode::yxdomain : dns::Rcode::servfail;
    if (outcome.ede != dns::Ede::none) {
        answer.ede = outcome.ede;
        return;
    }
    const Report report = report_of(outcome.failure);
    answer.ede = report.ede;
    answer.ede_text = report.text;
}

void report_overdue(Answer& answer) noexcept {
    const Report report = report_of(Failure::timeout);
    answer.rcode = dns::Rcode::servfail;
    answer.ede = report.ede;
    answer.ede_text = report.text;
}

void report_bogus(const model::OutcomeView& outcome, Answer& answer) noexcept {
    answer.rcode = dns::Rcode::servfail;
    answer.ede = is_dnssec_failure(outcome) && outcome.ede != dns::Ede::none
                     ? outcome.ede
                     : dns::Ede::dnssec_bogus;
    answer.ede_text = "AAAA failed DNSSEC validation upstream";
}

void report_refused(Mapping why, Answer& answer) noexcept {
    answer.ede = dns::Ede::filtered;
    switch (why) {
        case Mapping::special_use:
            answer.reason = Reason::all_special_use;
            answer.ede_text = "special-use IPv4 address";
            break;
        case Mapping::own_address:
            answer.reason = Reason::all_own;
            answer.ede_text = "gateway's own IPv4 address";
            break;
        case Mapping::allowed:
        case Mapping::unmapped:
            answer.reason = Reason::all_unmapped;
            answer.ede_text = "IPv4 address not mapped";
            break;
    }
}

}  // namespace gate64::dns64d::dns64
