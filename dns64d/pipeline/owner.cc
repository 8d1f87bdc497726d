// SPDX-License-Identifier: Apache-2.0
#include "dns64d/pipeline/owner.h"

#include <algorithm>

#include "dns64d/pipeline/counting.h"
#include "dns64d/pipeline/locate.h"
#include "dns64d/pipeline/respond.h"
#include "dns64d/pipeline/zone_of.h"

namespace gate64::dns64d::pipeline {

namespace {

using metrics::Count;

/// Buckets of the zone quota: 2^16 counters, 256 KiB.
constexpr unsigned zone_quota_bits = 16;
/// A job asks for at most three legs, one after the other.
constexpr unsigned rounds_max = 4;

/// What is known already, from the cache say, is not asked for beside what is missing.
dns64::Step only_missing(dns64::Step step, const dns64::Legs& legs) noexcept {
    step.ask_main = step.ask_main && legs.main.state != dns64::Leg::State::known;
    step.ask_a = step.ask_a && legs.a.state != dns64::Leg::State::known;
    return step;
}

}  // namespace

Owner::Owner(const OwnerLimits& limits, upstream::Effects& effects, AnswerSink& sink,
             base::Random& random, metrics::Counters& counters, const base::HashKey& key)
    : settings_(std::make_shared<model::Settings>()),
      sink_(sink),
      counters_(counters),
      key_(key),
      sources_(limits.source_cache_bytes, key),
      upstream_(limits.upstream, effects, *this, random, counters),
      jobs_(limits.jobs_max),
      zones_(settings_->limits.per_zone, zone_quota_bits),
      waiting_(limits.upstream.asks_max, no_link),
      space_(dns::message_bytes_max) {}

void Owner::apply(std::shared_ptr<const model::Settings> settings) {
    settings_ = std::move(settings);
    zones_.set_limit(settings_->limits.per_zone);
    upstream_.configure(settings_);
}

void Owner::ask(const Question& question, const Requester& requester, std::unique_ptr<Trace> trace,
                base::Instant now) {
    now_ = now;
    const base::Handle handle = jobs_.create();
    Job* job = jobs_.get(handle);
    if (job == nullptr) {
        counters_.add(Count::refused_in_flight);
        if (!requester.waiter.valid()) return;
        answer_.clear();
        answer_.rcode = dns::Rcode::servfail;
        answer_.ede = dns::Ede::other;
        answer_.ede_text = "too many questions in flight";
        sink_.answered(
            requester,
            finish(question.name, question.type, question.flags, {}, answer_, space_, ttl_offsets_),
            settings_->generation, std::move(trace));
        return;
    }
    job->question = question;
    job->requester = requester;
    job->trace = std::move(trace);
    job->started = now;
    job->generation = settings_->generation;
    job->source = question.name;

    Location location = locate(query_of(*job), answer_);
    job->source = location.name;
    job->chain = std::move(location.chain);
    job->zone_hash = zone_of(job->source).hash(key_);
    const bool answered = location.kind == Location::Kind::answered;
    if (answered || !job->chain.view().empty()) {
        count_special(counters_, job->question.name, !answered);
    }
    switch (location.kind) {
        case Location::Kind::answered:
            return deliver(handle, *job);
        case Location::Kind::loop:
            return refuse(handle, *job, dns::Rcode::servfail, dns::Ede::other, "alias loop");
        case Location::Kind::source:
            return evaluate(handle);
    }
}

dns64::Query Owner::query_of(const Job& job) const {
    const model::ClientTable::Entry client = settings_->clients.find(job.question.client);
    return {.name = job.source,
            .type = job.question.type,
            .flags = job.question.flags,
            .mode = settings_->mode_of(job.question.name),
            .recursive = job.question.flags.rd,
            .settings = settings_.get(),
            .policies = &settings_->policy_sets[client.policy_set]};
}

void Owner::evaluate(base::Handle handle) {
    for (unsigned round = 0; round < rounds_max; ++round) {
        Job* job = jobs_.get(handle);
        if (job == nullptr) return;
        const dns64::Query query = query_of(*job);
        const dns64::Legs legs{.main = look(*job, leg_main),
                               .a = look(*job, leg_a),
                               .main_cd = look(*job, leg_main_cd)};
        const dns64::Step step = dns64::next_step(query, legs);
        if (step.kind != dns64::Step::Kind::wait) {
            if (job->trace) trace_legs(*job, legs);
            return conclude(handle, *job, step, query, legs);
        }
        if (!start_legs(handle, *job, only_missing(step, legs))) break;
    }
    if (Job* job = jobs_.get(handle)) wait(handle, *job);
}

void Owner::wait(base::Handle handle, Job& job) {
    if (!job.question.flags.rd) {
        counters_.add(Count::refused_no_recursion);
        return refuse(handle, job, dns::Rcode::refused, dns::Ede::other,
                      "not in the cache and RD was not set");
    }
    if (job.timed) return;
    job.timed = true;
    aaaa_waits_.push_back({job.started + dns64::aaaa_wait_max, handle});
    stale_waits_.push_back({job.started + stale_wait_max, handle});
}

void Owner::conclude(base::Handle handle, Job& job, const dns64::Step& step,
                     const dns64::Query& query, const dns64::Legs& legs) {
    dns64::build_answer(query, step, legs, answer_);
    if (job.requester.waiter.valid()) count_reason(counters_, answer_.reason);
    if (legs.main.outcome != nullptr) count_excluded(counters_, step, *legs.main.outcome, answer_);
    if (legs.main.outcome != nullptr && legs.main.outcome->local) {
        counters_.add(Count::answers_local);
    } else if (!job.counted) {
        counters_.add(Count::source_hits);
    }
    if (job.trace) trace_step(job);
    if (!job.requester.waiter.valid()) return deliver(handle, job);
    const Question question = job.question;
    deliver(handle, job);
    retry_stale(question, legs);
}

void Owner::refuse(base::Handle handle, Job& job, dns::Rcode rcode, dns::Ede ede,
                   std::string_view text) {
    answer_.clear();
    answer_.rcode = rcode;
    answer_.ede = ede;
    answer_.ede_text = text;
    deliver(handle, job);
}

void Owner::deliver(base::Handle handle, Job& job) {
    if (job.trace) trace_answer(job);
    const cache::FinishedAnswer finished =
        finish(job.question.name, job.question.type, job.question.flags, job.chain.view(), answer_,
               space_, ttl_offsets_);
    const Requester requester = job.requester;
    // Not today's: the way to the source was found with the settings of then.
    const std::uint64_t generation = job.generation;
    std::unique_ptr<Trace> trace = std::move(job.trace);
    for (const LegIndex leg : {leg_main, leg_a, leg_main_cd}) {
        unlink(job, leg);
        if (job.legs[leg].ask.valid()) upstream_.forget(job.legs[leg].ask);
    }
    if (job.counted) zones_.give_back(job.zone_hash);
    jobs_.release(handle);
    if (requester.waiter.valid()) {
        sink_.answered(requester, finished, generation, std::move(trace));
    }
}

void Owner::retry_stale(const Question& question, const dns64::Legs& legs) {
    const auto is_due = [](const dns64::Leg& leg) {
        return leg.outcome != nullptr && leg.outcome->failing &&
               leg.outcome->failing_age >= stale_retry_s;
    };
    if (is_due(legs.main) || is_due(legs.a)) ask(question, {}, nullptr, now_);
}

void Owner::keep(base::Handle ask, model::OutcomeView outcome) {
    const model::SourceKey key = upstream_.key(ask);
    if (outcome.failed()) {
        const base::Duration stale_max = std::chrono::seconds(settings_->cache.serve_stale_s);
        const auto old = sources_.find(key, now_, stale_max);
        if (old && old->stale) outcome.ttl = std::max(outcome.ttl, stale_failing_s);
    }
    if (!sources_.insert(key, outcome, now_)) counters_.add(Count::cache_too_big);
}

void Owner::on_outcome(base::Handle ask) {
    if (const model::Outcome* outcome = upstream_.outcome(ask)) keep(ask, outcome->view());
    while (waiting_[ask.index] != no_link) {
        const std::uint32_t link = waiting_[ask.index];
        const std::uint32_t index = link / leg_count;
        const base::Handle handle = jobs_.handle_at(index);
        unlink(*jobs_.at(index), static_cast<LegIndex>(link % leg_count));
        evaluate(handle);
    }
}

void Owner::on_message(upstream::PathId path, base::Bytes message, base::Instant now) {
    now_ = now;
    upstream_.on_message(path, message, now);
}

void Owner::on_path_failed(upstream::PathId path, base::Instant now) {
    now_ = now;
    upstream_.on_path_failed(path, now);
}

void Owner::on_timer(base::Instant now) {
    now_ = now;
    upstream_.on_timer(now);
    run_waits(aaaa_waits_);
    run_waits(stale_waits_);
}

void Owner::run_waits(std::deque<Timed>& waits) {
    while (!waits.empty() && (waits.front().due <= now_ || !jobs_.get(waits.front().job))) {
        const base::Handle job = waits.front().job;
        waits.pop_front();
        evaluate(job);
    }
}

base::Instant Owner::next_due() const noexcept {
    base::Instant due = upstream_.next_due();
    if (!aaaa_waits_.empty()) due = std::min(due, aaaa_waits_.front().due);
    if (!stale_waits_.empty()) due = std::min(due, stale_waits_.front().due);
    return due;
}

}  // namespace gate64::dns64d::pipeline
