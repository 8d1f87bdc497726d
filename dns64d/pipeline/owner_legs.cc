// SPDX-License-Identifier: Apache-2.0
// What a job knows of each source question (local data, the upstream engine, the source cache, in
// that order), and asking for what it does not know.
#include <algorithm>

#include "dns64d/pipeline/owner.h"
#include "dns64d/upstream/scrubber.h"

namespace gate64::dns64d::pipeline {

using dns64::Leg;
using metrics::Count;

namespace {

/// A refresh asks again for what has less than a tenth of its life left.
bool nearly_over(const model::OutcomeView& view) noexcept {
    return std::uint64_t{view.age} * 10 >= std::uint64_t{view.ttl} * 9;
}

/// A refresh tries again what failed a while ago.
bool is_due_again(const model::OutcomeView& view) noexcept {
    return view.failing && view.failing_age >= stale_retry_s;
}

}  // namespace

Leg Owner::known(LegIndex leg, const model::OutcomeView& view) {
    scratch_.views[leg] = view;
    return {.state = Leg::State::known, .outcome = &scratch_.views[leg]};
}

Leg Owner::look(const Job& job, LegIndex leg) {
    if (job.legs[leg].ask.valid()) return look_asked(job, leg);
    if (job.legs[leg].refused != model::Failure::none) return look_refused(job, leg);
    if (settings_->local.covers(job.source)) return look_local(job, leg);
    return look_cached(job, leg);
}

Leg Owner::look_local(const Job& job, LegIndex leg) {
    auto found = settings_->local.find(job.source, source_key(job, leg).type);
    if (!found) return look_cached(job, leg);
    scratch_.outcomes[leg] = std::move(found->outcome);
    return known(leg, scratch_.outcomes[leg].view());
}

Leg Owner::look_asked(const Job& job, LegIndex leg) {
    const model::Outcome* outcome = upstream_.outcome(job.legs[leg].ask);
    if (outcome != nullptr) {
        if (outcome->kind == model::OutcomeKind::failure) {
            if (const auto old = stale(job, leg)) return known(leg, *old);
        }
        return known(leg, outcome->view());
    }
    // RFC 8767 5: old data after a while is better than an answer too late.
    const base::Duration waited = now_ - job.started;
    const base::Duration patience = leg == leg_main ? dns64::aaaa_wait_max : stale_wait_max;
    if (waited < patience || leg == leg_main_cd) return {.state = Leg::State::pending};
    if (const auto old = stale(job, leg)) return known(leg, *old);
    return {.state = leg == leg_main ? Leg::State::overdue : Leg::State::pending};
}

Leg Owner::look_cached(const Job& job, LegIndex leg) {
    const base::Duration stale_max = std::chrono::seconds(settings_->cache.serve_stale_s);
    const auto found = sources_.find(source_key(job, leg), now_, stale_max);
    if (!found) return {};
    if (found->stale && !found->failing) return {};
    // Whether AAAA fails validation is about now; what was once said with CD=1 proves nothing.
    if (found->stale && leg == leg_main_cd) return {.state = Leg::State::overdue};
    const bool refreshes = !job.requester.waiter.valid();
    if (refreshes && (nearly_over(*found) || is_due_again(*found))) return {};
    return known(leg, *found);
}

Leg Owner::look_refused(const Job& job, LegIndex leg) {
    if (const auto old = stale(job, leg)) return known(leg, *old);
    const model::Failure why = job.legs[leg].refused;
    scratch_.outcomes[leg] = upstream::failure_outcome(
        why, why == model::Failure::no_servers ? dns::Ede::not_ready : dns::Ede::other, 0);
    return known(leg, scratch_.outcomes[leg].view());
}

std::optional<model::OutcomeView> Owner::stale(const Job& job, LegIndex leg) {
    if (leg == leg_main_cd) return std::nullopt;
    const base::Duration stale_max = std::chrono::seconds(settings_->cache.serve_stale_s);
    auto found = sources_.find(source_key(job, leg), now_, stale_max);
    if (!found || !found->stale) return std::nullopt;
    counters_.add(Count::source_stale_hits);
    return found;
}

model::SourceKey Owner::source_key(const Job& job, LegIndex leg) const {
    const model::UpstreamSet* set = settings_->upstream_for(job.source);
    return {.name = job.source,
            .type = leg == leg_a ? dns::rr::a : job.question.type,
            .cd = leg == leg_main_cd || job.question.flags.cd,
            .upstream_key = set == nullptr ? 0 : set->key};
}

bool Owner::start_legs(base::Handle handle, Job& job, const dns64::Step& step) {
    if (!job.question.flags.rd) return false;
    bool started = false;
    if (step.ask_main && start_leg(handle, job, leg_main)) started = true;
    if (step.ask_a && start_leg(handle, job, leg_a)) started = true;
    if (step.ask_main_cd && start_leg(handle, job, leg_main_cd)) started = true;
    return started;
}

/// True when the leg changed its state: asked, or known to be impossible.
bool Owner::start_leg(base::Handle handle, Job& job, LegIndex leg) {
    LegState& state = job.legs[leg];
    if (state.ask.valid() || state.refused != model::Failure::none) return false;
    const model::UpstreamSet* set = settings_->upstream_for(job.source);
    if (set == nullptr || set->servers.empty()) {
        state.refused = model::Failure::no_servers;
        return true;
    }
    if (!job.counted) {
        job.counted = zones_.take(job.zone_hash);
        if (!job.counted) {
            // Once a question, though each of its legs comes by here.
            const bool first = std::none_of(
                std::begin(job.legs), std::end(job.legs),
                [](const LegState& other) { return other.refused == model::Failure::overload; });
            if (first) counters_.add(Count::refused_zone_quota);
            state.refused = model::Failure::overload;
            return true;
        }
    }
    state.ask = upstream_.ask(source_key(job, leg), *set, now_);
    if (state.ask.valid()) {
        counters_.add(Count::source_misses);
        link(handle, job, leg);
    } else {
        state.refused = model::Failure::overload;
    }
    return true;
}

Owner::LegState& Owner::leg_of(std::uint32_t link) {
    return jobs_.at(link / leg_count)->legs[link % leg_count];
}

void Owner::link(base::Handle handle, Job& job, LegIndex leg) {
    LegState& state = job.legs[leg];
    const std::uint32_t self = handle.index * leg_count + leg;
    std::uint32_t& first = waiting_[state.ask.index];
    state.next = first;
    state.prev = no_link;
    if (first != no_link) leg_of(first).prev = self;
    first = self;
    state.linked = true;
}

void Owner::unlink(Job& job, LegIndex leg) {
    LegState& state = job.legs[leg];
    if (!state.linked) return;
    if (state.next != no_link) leg_of(state.next).prev = state.prev;
    if (state.prev != no_link) {
        leg_of(state.prev).next = state.next;
    } else {
        waiting_[state.ask.index] = state.next;
    }
    state.linked = false;
}

}  // namespace gate64::dns64d::pipeline
