// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dns64d/upstream/engine.h"

namespace gate64::dns64d::upstream {
namespace {

using metrics::Count;
using State = Attempt::State;

/// Time-outs over UDP before TCP is tried (fault F4: where packets are lost, a stream gets
/// through).
constexpr unsigned udp_timeouts_max = 2;
constexpr unsigned quick_retries_max = 3;
constexpr unsigned failovers_max = 1;

/// RFC 8914: the codes that say the data failed DNSSEC. They must not be hidden by what another
/// server says.
bool is_dnssec_failure(dns::Ede ede) noexcept {
    return ede >= dns::Ede::dnssec_indeterminate && ede <= dns::Ede::nsec_missing;
}

void remember(Ask& ask, model::Failure failure, dns::Ede ede) noexcept {
    if (is_dnssec_failure(ask.ede)) return;
    ask.failure = failure;
    if (ede != dns::Ede::none) ask.ede = ede;
}

/// When the time of the last packet over UDP is or was over.
base::Instant last_udp_due(const Ask& ask) noexcept {
    base::Instant due = base::Instant::min();
    for (unsigned i = 0; i < ask.sends; ++i) {
        if (!ask.attempts[i].tcp) due = std::max(due, ask.attempts[i].due);
    }
    return due;
}

}  // namespace

void Engine::on_due(Ask& ask, base::Instant now) {
    note_timeouts(ask, now);
    if (ask.probe) return drop(ask);
    if (now >= ask.deadline) return finish_failed(ask);
    if (now >= ask.next_try) return go_on(ask, now);
    arm(ask);
}

void Engine::note_timeouts(Ask& ask, base::Instant now) {
    for (unsigned i = 0; i < ask.sends; ++i) {
        Attempt& attempt = ask.attempts[i];
        if (attempt.state != State::waiting || attempt.due > now) continue;
        Server& server = server_of(ask, attempt);
        ++server.timeouts;
        count(Count::upstream_timeouts);
        if (attempt.tcp) {
            close_tcp(ask, i);
            continue;
        }
        attempt.state = State::late;
        server.health.on_timeout(attempt.sent, now);
        ++ask.udp_timeouts;
    }
}

/// The time for an answer is over.
void Engine::go_on(Ask& ask, base::Instant now) {
    ask.next_try = never;
    const bool waiting = ask.any(State::waiting);
    if (!waiting && ask.failure != model::Failure::none) return finish_failed(ask);
    if (ask.want_tcp ? !may_send_tcp(ask) : !may_send(ask)) {
        if (!waiting && (ask.want_tcp || !ask.any(State::late))) return finish_failed(ask);
        return arm(ask);
    }
    if (!send_next(ask, now)) return on_network_refusal(ask, now);
    arm(ask);
}

bool Engine::send_next(Ask& ask, base::Instant now) {
    const Tries tries = ask.tries();
    const std::size_t server = next_server(*ask.set, tries);
    ServerHealth& health = ask.set->servers[server]->health;
    const bool lossy =
        tries[server] > 0 && ask.udp_timeouts >= udp_timeouts_max && ask.tcp_tries == 0;
    // A server that is down gets no more than a probe's worth of connections.
    if (ask.want_tcp || (lossy && (health.tier() != Tier::down || health.take_probe(now)))) {
        if (!send_tcp(ask, server, now)) return false;
        ask.next_try = now + limits_.tcp_timeout;
        return true;
    }
    if (ask.any(State::late)) count(Count::upstream_hedges);
    return send_udp(ask, server, now);
}

/// No socket, or an ICMP error: another server at once, the same one after a short pause.
void Engine::on_network_refusal(Ask& ask, base::Instant now) {
    ++ask.quick_retries;
    if (ask.any(State::waiting)) return arm(ask);
    if (!ask.want_tcp && may_send(ask) && has_untried(*ask.set, ask.tries()) &&
        send_udp(ask, next_server(*ask.set, ask.tries()), now)) {
        return arm(ask);
    }
    const bool over = ask.quick_retries >= quick_retries_max || !may_send(ask);
    if (over && !ask.any(State::late)) return finish_failed(ask);
    ask.next_try = over ? never : now + limits_.quick_retry * (1 << (ask.quick_retries - 1));
    arm(ask);
}

void Engine::on_tcp_ended(Ask& ask, base::Instant now) {
    if (ask.any(State::waiting)) return arm(ask);
    if (ask.want_tcp) {
        if (may_send_tcp(ask) && send_next(ask, now)) return arm(ask);
        ++ask.quick_retries;
        // The truncated answer may have been forged and the true one still be on its way.
        ask.next_try = last_udp_due(ask);
        return ask.next_try > now ? arm(ask) : finish_failed(ask);
    }
    // It was a second way beside UDP, which goes on soon.
    ask.next_try = std::min(ask.next_try, now + limits_.quick_retry);
    arm(ask);
}

void Engine::on_server_failure(Ask& ask, unsigned index, model::Failure failure, dns::Ede ede,
                               base::Instant now) {
    Attempt& attempt = ask.attempts[index];
    Server& server = server_of(ask, attempt);
    ++server.failures;
    count(Count::upstream_failures);
    server.health.on_failure(response_.rcode != dns::Rcode::servfail, now);
    remember(ask, failure, ede);
    if (attempt.tcp) {
        close_tcp(ask, index);
    } else {
        attempt.state = State::failed;
    }
    const Tries tries = ask.tries();
    if (may_send(ask) && ask.failovers < failovers_max && has_untried(*ask.set, tries)) {
        ++ask.failovers;
        const std::size_t next = next_server(*ask.set, tries);
        if (ask.want_tcp ? send_tcp(ask, next, now) : send_udp(ask, next, now)) return arm(ask);
    }
    // Somebody asked before may still know better.
    const bool late = ask.any(State::late) && ask.next_try != never;
    if (ask.any(State::waiting) || late) return arm(ask);
    finish_failed(ask);
}

}  // namespace gate64::dns64d::upstream
