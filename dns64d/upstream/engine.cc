// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/engine.h"

#include <algorithm>
#include <utility>

namespace gate64::dns64d::upstream {
namespace {

using metrics::Count;

/// When every server of a set is silent, a question is not held for the whole time-out: clients
/// have given up by then and the table is needed for others.
constexpr base::Duration all_down_timeout_max{3000};

UpstreamLimits checked(UpstreamLimits limits) noexcept {
    limits.packets_max = std::clamp(limits.packets_max, 1U, attempts_max);
    return limits;
}

}  // namespace

Engine::Engine(const UpstreamLimits& limits, Effects& effects, OutcomeListener& listener,
               base::Random& random, metrics::Counters& counters)
    : limits_(checked(limits)),
      effects_(effects),
      listener_(listener),
      random_(random),
      counters_(counters),
      servers_({limits.first_timeout_min, limits.first_timeout_start, limits.timeout_max}),
      asks_(limits.asks_max, base::HashKey::from(random)),
      paths_(asks_, base::HashKey::from(random)),
      timers_(asks_.capacity()) {
    scrub_limits_.failure_ttl_s = limits.failure_ttl_s;
}

void Engine::configure(const model::Settings& settings) {
    scrub_limits_.max_ttl_s = settings.cache.max_ttl_s;
    scrub_limits_.negative_max_ttl_s = settings.cache.negative_max_ttl_s;
    servers_.configure(settings.upstreams);
}

base::Handle Engine::ask(const model::SourceKey& key, const model::UpstreamSet& set,
                         base::Instant now) {
    if (Ask* same = asks_.find(key)) {
        ++same->interest;
        count(Count::upstream_coalesced);
        return same->self;
    }
    if (set.servers.empty()) return {};
    Ask* ask = asks_.create(key);
    if (ask == nullptr) return {};
    ++in_flight_;
    ask->interest = 1;
    ask->set = &servers_.acquire(set);
    base::Duration total = limits_.total_timeout;
    if (all_down(*ask->set)) total = std::min(total, all_down_timeout_max);
    ask->deadline = now + total;
    const std::size_t server = first_server(*ask->set, random_);
    if (!send_udp(*ask, server, now)) {
        // Resolved by the timer, because the listener is not called from in here.
        ++ask->quick_retries;
        ask->next_try = now + limits_.quick_retry;
    }
    probe_others(*ask, server, now);
    arm(*ask);
    return ask->self;
}

void Engine::forget(base::Handle handle) noexcept {
    Ask* ask = asks_.get(handle);
    if (ask == nullptr || ask->interest == 0) return;
    --ask->interest;
    if (ask->interest == 0 && ask->done && !ask->calling) asks_.release(*ask);
}

void Engine::on_path_failed(PathId path, base::Instant now) {
    paths_.collect(path, touched_);
    for (std::size_t i = 0; i < touched_.size(); ++i) {
        // Resolving an earlier one may have released this one.
        Ask* ask = asks_.get(touched_[i].handle);
        if (ask == nullptr || ask->done || ask->probe) continue;
        Attempt& attempt = ask->attempts[touched_[i].attempt];
        if (attempt.state == Attempt::State::failed || attempt.state == Attempt::State::closed) {
            continue;
        }
        if (attempt.tcp) {
            count(Count::upstream_tcp_failed);
            close_tcp(*ask, touched_[i].attempt);
            on_tcp_ended(*ask, now);
            continue;
        }
        // An ICMP error may be forged: only the server's silence counts against it (threat T6), so
        // a probe waits for that while the question goes elsewhere.
        attempt.state = Attempt::State::failed;
        probe(*ask, attempt.server, now);
        on_network_refusal(*ask, now);
    }
}

void Engine::on_timer(base::Instant now) {
    while (timers_.next_due() <= now) {
        on_due(*asks_.at(timers_.next_slot()), now);
    }
}

void Engine::arm(const Ask& ask) noexcept {
    timers_.set(ask.self.index, ask.due());
}

void Engine::close_tcp(Ask& ask, unsigned index) noexcept {
    Attempt& attempt = ask.attempts[index];
    paths_.remove(ask, index);
    effects_.close_tcp(attempt.path);
    attempt.state = Attempt::State::closed;
    --server_of(ask, attempt).in_flight;
}

void Engine::close_attempts(Ask& ask) noexcept {
    for (unsigned i = 0; i < ask.sends; ++i) {
        Attempt& attempt = ask.attempts[i];
        if (attempt.state == Attempt::State::closed) continue;
        if (attempt.tcp) {
            close_tcp(ask, i);
            continue;
        }
        paths_.remove(ask, i);
        attempt.state = Attempt::State::closed;
        --server_of(ask, attempt).in_flight;
    }
}

/// Ends a probe.
void Engine::drop(Ask& ask) noexcept {
    close_attempts(ask);
    servers_.release(*ask.set);
    timers_.remove(ask.self.index);
    asks_.release(ask);
}

void Engine::finish(Ask& ask, model::Outcome outcome) {
    asks_.unlink(ask);
    close_attempts(ask);
    servers_.release(*ask.set);
    timers_.remove(ask.self.index);
    --in_flight_;
    ask.outcome = std::move(outcome);
    ask.done = true;
    ask.calling = true;
    listener_.on_outcome(ask.self);
    ask.calling = false;
    if (ask.interest == 0) asks_.release(ask);
}

void Engine::finish_failed(Ask& ask) {
    model::Failure failure = ask.failure;
    dns::Ede ede = ask.ede;
    if (failure == model::Failure::none) {
        const bool unreachable = !ask.any(Attempt::State::late) && ask.quick_retries > 0;
        failure = unreachable ? model::Failure::unreachable : model::Failure::timeout;
        ede = unreachable ? dns::Ede::network_error : dns::Ede::no_reachable_authority;
    }
    finish(ask, failure_outcome(failure, ede, limits_.failure_ttl_s));
}

std::vector<ServerStatus> Engine::status() const {
    std::vector<ServerStatus> all;
    servers_.for_each([&](const Server& server) {
        ServerStatus row;
        row.server = server.endpoint;
        row.zone = server.zone;
        row.healthy = server.health.tier() != Tier::down;
        row.smoothed_rtt_ms = static_cast<std::uint32_t>(server.health.smoothed_rtt_ms());
        row.queries = server.queries;
        row.answers = server.answers;
        row.timeouts = server.timeouts;
        row.failures = server.failures;
        row.in_flight = server.in_flight;
        all.push_back(row);
    });
    return all;
}

}  // namespace gate64::dns64d::upstream
