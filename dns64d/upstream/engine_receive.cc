// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "dns64d/upstream/engine.h"

namespace gate64::dns64d::upstream {
namespace {

using metrics::Count;
using State = Attempt::State;

base::Duration round_trip(const Attempt& attempt, base::Instant now) noexcept {
    return std::max(now - attempt.sent, base::Duration{0});
}

/// Some old servers answer what they cannot read with a header alone. Believed over TCP only,
/// where it cannot come from somebody else.
bool is_bare_failure(const Attempt& attempt, const dns::Header& header) noexcept {
    return attempt.tcp && header.qr() && header.qdcount == 0 &&
           header.opcode() == dns::Opcode::query && header.rcode() != 0 &&
           header.rcode() != static_cast<std::uint8_t>(dns::Rcode::nxdomain);
}

/// What a server without EDNS says to a question with it (RFC 6891 7).
bool means_no_edns(const dns::Response& response) noexcept {
    if (response.rcode == dns::Rcode::badvers) return true;
    return !response.edns.present &&
           (response.rcode == dns::Rcode::formerr || response.rcode == dns::Rcode::notimp);
}

}  // namespace

void Engine::on_message(PathId path, base::Bytes message, base::Instant now) {
    if (message.size() < dns::header_bytes) {
        count(Count::upstream_malformed);
        return on_near_miss(path, message, now);
    }
    const dns::Header header = dns::Header::read(message);
    const PathIndex::Found found = paths_.find(path, header.id);
    if (found.ask == nullptr) {
        if (paths_.was_closed(path, header.id)) return count(Count::upstream_unexpected);
        return on_near_miss(path, message, now);
    }
    Ask& ask = *found.ask;
    if (!answers(message, ask.name, ask.type)) {
        if (!is_bare_failure(found.get(), header)) return on_near_miss(path, message, now);
        response_ = {};
        response_.rcode = dns::Rcode{header.rcode()};
        return on_failure_rcode(ask, found.attempt, now);
    }
    if (is_cut(ask, found.get(), message)) return on_truncated(ask, found.attempt, now);
    if ((found.get().tcp && header.tc()) || !dns::parse_response(message, response_)) {
        return on_unreadable(ask, found.attempt, now);
    }
    if (ask.probe) return on_probe_answered(ask, found.get(), now);
    on_response(ask, found.attempt, now);
}

bool Engine::is_cut(const Ask& ask, const Attempt& attempt, base::Bytes message) const noexcept {
    if (attempt.tcp) return false;
    // More than we asked for came in fragments, and those may be forged (threat T7).
    const std::size_t size_max = attempt.plain ? dns::udp_plain_bytes_max
                                               : std::max<std::size_t>(ask.set->settings.edns_size,
                                                                       dns::udp_plain_bytes_max);
    return dns::Header::read(message).tc() || message.size() > size_max;
}

/// Nothing outstanding has this id, or the question is another: perhaps somebody is guessing. Keep
/// waiting, and ask over TCP besides, once a question (threats T4, T5).
void Engine::on_near_miss(PathId path, base::Bytes message, base::Instant now) {
    paths_.collect(path, touched_);
    if (touched_.empty()) return count(Count::upstream_unexpected);
    count(Count::upstream_near_miss);
    const auto is_about = [&](const PathIndex::Found& found) {
        return answers(message, found.ask->name, found.ask->type);
    };
    const bool named = std::any_of(touched_.begin(), touched_.end(), is_about);
    for (const PathIndex::Found& found : touched_) {
        if (found.get().tcp || (named && !is_about(found))) continue;
        suspect(*found.ask, found.get().server, now);
    }
}

void Engine::suspect(Ask& ask, std::size_t server, base::Instant now) {
    if (ask.probe || ask.tcp_tries > 0 || !may_send(ask)) return;
    if (send_tcp(ask, server, now)) arm(ask);
}

void Engine::on_truncated(Ask& ask, unsigned index, base::Instant now) {
    Attempt& attempt = ask.attempts[index];
    count(Count::upstream_truncated);
    if (ask.probe) return on_probe_answered(ask, attempt, now);
    if (attempt.state != State::failed) {
        server_of(ask, attempt).health.on_answer(round_trip(attempt, now), now);
        attempt.state = State::failed;
    }
    if (ask.want_tcp) return arm(ask);
    ask.want_tcp = true;
    if (ask.tcp_tries > 0 && ask.any(State::waiting)) return arm(ask);
    if (!may_send_tcp(ask)) return on_tcp_ended(ask, now);
    if (!send_tcp(ask, attempt.server, now)) return on_network_refusal(ask, now);
    ask.next_try = now + limits_.tcp_timeout;
    arm(ask);
}

void Engine::on_unreadable(Ask& ask, unsigned index, base::Instant now) {
    const Attempt& attempt = ask.attempts[index];
    count(Count::upstream_malformed);
    if (!attempt.tcp) return suspect(ask, attempt.server, now);
    response_.rcode = dns::Rcode::formerr;
    on_server_failure(ask, index, model::Failure::malformed, dns::Ede::invalid_data, now);
}

void Engine::on_response(Ask& ask, unsigned index, base::Instant now) {
    const dns::Rcode rcode = response_.rcode;
    if (rcode != dns::Rcode::noerror && rcode != dns::Rcode::nxdomain &&
        rcode != dns::Rcode::yxdomain) {
        return on_failure_rcode(ask, index, now);
    }
    scrub_limits_.trust_ad = ask.set->settings.trust_ad;
    std::uint32_t dropped = 0;
    model::Outcome outcome = scrub(response_, ask.name, ask.type, scrub_limits_, dropped);
    count(Count::upstream_scrubbed_records, dropped);
    if (outcome.failure == model::Failure::server_failed ||
        outcome.failure == model::Failure::malformed) {
        return on_server_failure(ask, index, outcome.failure, outcome.ede, now);
    }
    const Attempt& attempt = ask.attempts[index];
    Server& server = server_of(ask, attempt);
    ++server.answers;
    count(Count::upstream_answers);
    server.health.on_answer(round_trip(attempt, now), now);
    finish(ask, std::move(outcome));
}

void Engine::on_failure_rcode(Ask& ask, unsigned index, base::Instant now) {
    if (retry_plain(ask, index, now)) return;
    const model::Failure failure = response_.rcode == dns::Rcode::refused
                                       ? model::Failure::refused
                                       : model::Failure::server_failed;
    on_server_failure(ask, index, failure, response_.edns.ede, now);
}

/// Asks once more without EDNS, the same way. Nothing is remembered beyond this question, because
/// who can forge one answer must not switch EDNS off (threat T5).
bool Engine::retry_plain(Ask& ask, unsigned index, base::Instant now) {
    Attempt& attempt = ask.attempts[index];
    if (!means_no_edns(response_) || attempt.plain || ask.plain_server != no_server) return false;
    if (!may_send(ask)) return false;
    const std::size_t server = attempt.server;
    server_of(ask, attempt).health.on_failure(false, now);
    ask.plain_server = attempt.server;
    const bool tcp = attempt.tcp;
    if (tcp) {
        close_tcp(ask, index);
    } else {
        attempt.state = State::failed;
    }
    if (tcp ? send_tcp(ask, server, now) : send_udp(ask, server, now)) {
        if (tcp) ask.next_try = now + limits_.tcp_timeout;
        arm(ask);
    } else {
        on_network_refusal(ask, now);
    }
    return true;
}

void Engine::on_probe_answered(Ask& ask, const Attempt& attempt, base::Instant now) {
    Server& server = server_of(ask, attempt);
    ++server.answers;
    server.health.on_answer(round_trip(attempt, now), now);
    drop(ask);
}

}  // namespace gate64::dns64d::upstream
