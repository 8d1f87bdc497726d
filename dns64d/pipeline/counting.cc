// SPDX-License-Identifier: Apache-2.0
#include "dns64d/pipeline/counting.h"

#include "shared/dns/message.h"

namespace gate64::dns64d::pipeline {

using dns64::Reason;
using metrics::Count;

namespace {

Count counter_of(Reason reason) noexcept {
    switch (reason) {
        case Reason::synthesized:
            return Count::synthesized;
        case Reason::synthesized_on_error:
            return Count::synthesized_on_error;
        case Reason::no_policy:
            return Count::not_synthesized_client;
        case Reason::native:
        case Reason::always_fallback:
            return Count::not_synthesized_native;
        case Reason::nxdomain:
            return Count::not_synthesized_nxdomain;
        case Reason::checking_disabled:
            return Count::not_synthesized_cd;
        case Reason::dnssec_signed:
            return Count::not_synthesized_dnssec;
        case Reason::dnssec_bogus:
            return Count::not_synthesized_bogus;
        case Reason::rule_never:
            return Count::not_synthesized_rule;
        case Reason::recursive_only:
            return Count::not_synthesized_recursive_only;
        case Reason::no_a:
            return Count::not_synthesized_no_a;
        case Reason::a_failed:
            return Count::not_synthesized_a_failed;
        case Reason::all_unmapped:
            return Count::not_synthesized_mapped;
        case Reason::all_special_use:
            return Count::not_synthesized_special_use;
        case Reason::all_own:
            return Count::not_synthesized_own_address;
        case Reason::error_policy:
            return Count::not_synthesized_on_error;
        case Reason::loop:
            return Count::chain_too_long;
        case Reason::not_applicable:
            return Count::count_;
    }
    return Count::count_;
}

unsigned aaaa_records(dns::RecordSpan records) noexcept {
    unsigned count = 0;
    for (const dns::RecordView record : records) {
        if (record.section == dns::Section::answer && record.type == dns::rr::aaaa) ++count;
    }
    return count;
}

constexpr std::uint8_t ip6_arpa[] = {3, 'i', 'p', '6', 4, 'a', 'r', 'p', 'a', 0};

}  // namespace

void count_excluded(metrics::Counters& counters, const dns64::Step& step,
                    const model::OutcomeView& main, const dns64::Answer& answer) noexcept {
    if (!step.filter || main.kind != model::OutcomeKind::answer) return;
    const unsigned given = aaaa_records(main.records);
    const unsigned passed =
        step.kind == dns64::Step::Kind::pass ? aaaa_records(answer.records.view()) : 0;
    if (given > passed) counters.add(Count::aaaa_excluded, given - passed);
}

void count_special(metrics::Counters& counters, dns::NameView name, bool redirected) noexcept {
    const bool reverse = name.is_at_or_below(dns::NameView::trusted(ip6_arpa));
    if (reverse) {
        counters.add(redirected ? Count::ptr_redirected : Count::ptr_local_nodata);
    } else if (!redirected) {
        counters.add(Count::answers_ipv4only);
    }
}

void count_reason(metrics::Counters& counters, Reason reason) noexcept {
    const Count counter = counter_of(reason);
    if (counter != Count::count_) counters.add(counter);
}

void count_answer(metrics::Counters& counters, base::Bytes message) noexcept {
    const dns::Header header = dns::Header::read(message);
    switch (static_cast<dns::Rcode>(header.rcode())) {
        case dns::Rcode::noerror:
            counters.add(header.ancount == 0 ? Count::answers_nodata : Count::answers_noerror);
            break;
        case dns::Rcode::nxdomain:
            counters.add(Count::answers_nxdomain);
            break;
        case dns::Rcode::servfail:
            counters.add(Count::answers_servfail);
            break;
        default:
            break;
    }
}

}  // namespace gate64::dns64d::pipeline
