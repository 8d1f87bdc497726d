// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dns64d/upstream/engine.h"

namespace gate64::dns64d::upstream {
namespace {

using metrics::Count;

constexpr std::uint16_t edns_size_min = 512;  // RFC 6891 6.2.5
constexpr unsigned tcp_tries_max = 2;

}  // namespace

bool Engine::may_send_tcp(const Ask& ask) const noexcept {
    return may_send(ask) && ask.tcp_tries < tcp_tries_max;
}

base::Bytes Engine::write(const Ask& ask, std::size_t server, std::uint16_t id) noexcept {
    const model::UpstreamSet& settings = ask.set->settings;
    QueryPacket query;
    query.id = id;
    query.name = ask.name;
    query.type = ask.type;
    query.cd = ask.cd;
    query.ad = settings.trust_ad;
    if (server != ask.plain_server) query.edns_size = std::max(settings.edns_size, edns_size_min);
    return write_query(query, space_);
}

Attempt& Engine::add_attempt(Ask& ask, std::size_t server, PathId path, std::uint16_t id,
                             base::Instant now) {
    const unsigned index = ask.sends++;
    Attempt& attempt = ask.attempts[index];
    attempt.path = path;
    attempt.id = id;
    attempt.server = static_cast<std::uint8_t>(server);
    attempt.plain = server == ask.plain_server;
    attempt.sent = now;
    paths_.add(ask, index);
    Server& target = *ask.set->servers[server];
    ++target.queries;
    ++target.in_flight;
    return attempt;
}

/// How long until something else is tried. Somebody else is asked quickly; the same server is
/// given time, because it may be busy finding out and a second copy of the question would only
/// help who guesses answers.
base::Duration Engine::udp_wait(const Ask& ask, std::size_t server) noexcept {
    constexpr std::uint32_t jitter_fraction = 8;
    if (ask.probe) return limits_.timeout_max;
    base::Duration wait = ask.set->servers[server]->health.timeout();
    if (!has_untried(*ask.set, ask.tries())) wait = std::max(wait, limits_.resend_min);
    const auto jitter_max = static_cast<std::uint32_t>(wait.count()) / jitter_fraction;
    return wait + base::Duration{random_.below(jitter_max + 1)};
}

bool Engine::send_udp(Ask& ask, std::size_t server, base::Instant now) {
    const PathId path = effects_.pick_udp(ask.set->servers[server]->endpoint);
    std::uint16_t id = 0;
    if (path == 0 || !paths_.pick_id(path, random_, id)) {
        count(Count::upstream_no_socket);
        return false;
    }
    Attempt& attempt = add_attempt(ask, server, path, id, now);
    attempt.due = now + udp_wait(ask, server);
    ask.next_try = attempt.due;
    count(Count::upstream_queries_udp);
    effects_.send_udp(path, write(ask, server, id));
    return true;
}

bool Engine::send_tcp(Ask& ask, std::size_t server, base::Instant now) {
    const std::uint16_t id = random_.next_u16();
    ++ask.tcp_tries;
    const PathId path =
        effects_.open_tcp(ask.set->servers[server]->endpoint, write(ask, server, id));
    if (path == 0) {
        count(Count::upstream_no_socket);
        return false;
    }
    Attempt& attempt = add_attempt(ask, server, path, id, now);
    attempt.tcp = true;
    attempt.due = now + limits_.tcp_timeout;
    count(Count::upstream_queries_tcp);
    return true;
}

/// Servers in a worse state than the one chosen get a copy now and then, so that their return is
/// seen without any client waiting for them.
void Engine::probe_others(const Ask& ask, std::size_t chosen, base::Instant now) {
    const Tier tier = ask.set->servers[chosen]->health.tier();
    for (std::size_t i = 0; i < ask.set->servers.size(); ++i) {
        if (ask.set->servers[i]->health.tier() > tier) probe(ask, i, now);
    }
}

void Engine::probe(const Ask& ask, std::size_t server, base::Instant now) {
    if (!ask.set->servers[server]->health.take_probe(now)) return;
    Ask* copy = asks_.create_probe(ask);
    if (copy == nullptr) return;
    copy->set = &ServerTable::share(*ask.set);
    copy->deadline = never;
    if (!send_udp(*copy, server, now)) return drop(*copy);
    arm(*copy);
}

}  // namespace gate64::dns64d::upstream
