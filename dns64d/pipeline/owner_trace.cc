// SPDX-License-Identifier: Apache-2.0
// The decisions of a job in words, for `explain`.
#include <string>

#include "dns64d/pipeline/owner.h"

namespace gate64::dns64d::pipeline {

namespace {

std::string outcome_text(const model::OutcomeView& view) {
    std::string text;
    switch (view.kind) {
        case model::OutcomeKind::answer:
            text = "records";
            break;
        case model::OutcomeKind::nodata:
            text = "no records of this type";
            break;
        case model::OutcomeKind::nxdomain:
            text = "the name does not exist";
            break;
        case model::OutcomeKind::failure:
            text = "failed (" + dns::rcode_text(view.rcode) + ")";
            break;
    }
    if (view.local) return text + ", from local data";
    text += ", kept for " + std::to_string(view.ttl) + " s";
    if (view.age > 0) text += ", " + std::to_string(view.age) + " s old";
    if (view.stale) text += ", stale";
    if (dns64::is_signed(view)) text += ", signed";
    return text;
}

std::string leg_text(const dns64::Leg& leg) {
    switch (leg.state) {
        case dns64::Leg::State::unasked:
            return "not asked";
        case dns64::Leg::State::pending:
            return "asked, no answer yet";
        case dns64::Leg::State::overdue:
            return "asked, no answer in time";
        case dns64::Leg::State::known:
            return outcome_text(*leg.outcome);
    }
    return {};
}

const char* origin(bool asked) {
    return asked ? "asked upstream: " : "already known: ";
}

}  // namespace

void Owner::trace_legs(Job& job, const dns64::Legs& legs) {
    if (!job.chain.view().empty()) job.trace->note("special", "aliased to " + job.source.text());
    const auto note = [&](const dns64::Leg& leg, LegIndex index, const std::string& what) {
        if (leg.state == dns64::Leg::State::unasked) return;
        const bool asked = job.legs[index].ask.valid();
        job.trace->note("source", what + " " + origin(asked) + leg_text(leg));
    };
    note(legs.main, leg_main, dns::type_text(job.question.type) + " of " + job.source.text());
    if (job.question.type == dns::rr::aaaa) {
        note(legs.a, leg_a, "A of " + job.source.text());
        note(legs.main_cd, leg_main_cd, "AAAA with checking disabled");
    }
}

void Owner::trace_step(Job& job) {
    job.trace->note("rules", std::string(dns64::reason_text(answer_.reason)));
}

void Owner::trace_answer(Job& job) {
    std::size_t records = 0;
    for (const dns::RecordView record : answer_.records.view()) {
        if (record.section == dns::Section::answer) ++records;
    }
    job.trace->note("answer", dns::rcode_text(answer_.rcode) + ", " + std::to_string(records) +
                                  " records, may be kept for " + std::to_string(answer_.ttl) +
                                  " s");
}

}  // namespace gate64::dns64d::pipeline
