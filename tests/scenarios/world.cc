// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/world.h"

#include <algorithm>

#include "shared/dns/message.h"
#include "shared/dns/writer.h"
#include "tests/scenarios/record_text.h"

namespace gate64::scenarios {

using dns64d::upstream::PathId;
namespace pipeline = dns64d::pipeline;

namespace {

constexpr base::Duration patience{10'000};

std::uint16_t rcode_of(const std::string& text) {
    const std::map<std::string, dns::Rcode> codes = {
        {"NOERROR", dns::Rcode::noerror},   {"NXDOMAIN", dns::Rcode::nxdomain},
        {"SERVFAIL", dns::Rcode::servfail}, {"REFUSED", dns::Rcode::refused},
        {"FORMERR", dns::Rcode::formerr},   {"NOTIMP", dns::Rcode::notimp}};
    return static_cast<std::uint16_t>(codes.at(text));
}

std::vector<std::uint8_t> build_reply(const dns::Query& query, const Reply& reply, bool stream) {
    std::vector<std::uint8_t> space(dns::message_bytes_max);
    dns::MessageWriter writer(space);
    auto flags = static_cast<std::uint16_t>(dns::flag::qr | dns::flag::rd | dns::flag::ra |
                                            rcode_of(reply.rcode));
    if (query.header.cd()) flags |= dns::flag::cd;
    if (reply.ad) flags |= dns::flag::ad;
    const bool truncated = reply.truncate && !stream;
    if (truncated) flags |= dns::flag::tc;
    writer.start(query.header.id, flags);
    writer.question(query.name, query.type, query.klass);
    dns::RecordList records;
    if (!truncated) {
        for (const auto& [section, lines] :
             {std::pair{dns::Section::answer, &reply.answer},
              std::pair{dns::Section::authority, &reply.authority},
              std::pair{dns::Section::additional, &reply.additional}}) {
            for (const std::string& line : *lines) {
                if (!add_record_text(records, section, line)) std::abort();
            }
        }
    }
    for (const dns::RecordView record : records.view())
        (void)writer.record(record);
    dns::OptFields opt;
    opt.dnssec_ok = query.edns.dnssec_ok;
    if (reply.ede >= 0) opt.ede = static_cast<dns::Ede>(reply.ede);
    if (query.edns.present) (void)writer.opt(opt);
    return {writer.message().begin(), writer.message().end()};
}

pipeline::PipelineLimits small_limits() {
    pipeline::PipelineLimits limits;
    limits.front_cache_bytes = 1 << 20;
    limits.waiters_max = 64;
    limits.owner.source_cache_bytes = 1 << 20;
    limits.owner.jobs_max = 64;
    limits.owner.upstream.asks_max = 64;
    return limits;
}

}  // namespace

World::World(std::shared_ptr<const dns64d::model::Settings> settings)
    : pipeline_(small_limits(), *this, random_, counters_, base::HashKey{1, 2}) {
    pipeline_.apply(std::move(settings));
}

void World::set_replies(const Replies& replies) {
    for (const auto& [key, reply] : replies)
        replies_[key] = reply;
}

void World::apply(std::shared_ptr<const dns64d::model::Settings> settings) {
    pipeline_.apply(std::move(settings));
}

std::optional<Received> World::ask(const pipeline::ReplyPath& path, base::Bytes query) {
    received_.reset();
    const base::Instant asked_at = now_;
    pipeline_.on_query(path, query, now_);
    return answer_since(asked_at);
}

std::optional<Received> World::explain(const pipeline::Question& question) {
    received_.reset();
    told_.clear();
    const base::Instant asked_at = now_;
    pipeline_.explain(question, 1, now_);
    return answer_since(asked_at);
}

std::optional<Received> World::answer_since(base::Instant asked_at) {
    if (!received_) advance(now_ + patience, true);
    if (received_) received_->after = now_ - asked_at;
    return received_;
}

void World::wait(base::Duration duration) {
    advance(now_ + duration, false);
}

void World::advance(base::Instant until, bool stop_at_answer) {
    while (!(stop_at_answer && received_)) {
        base::Instant next = pipeline_.next_due();
        if (!deliveries_.empty()) next = std::min(next, deliveries_.begin()->first);
        if (next > until) break;
        now_ = std::max(now_, next);
        while (!deliveries_.empty() && deliveries_.begin()->first <= now_) {
            const Delivery delivery = std::move(deliveries_.begin()->second);
            deliveries_.erase(deliveries_.begin());
            if (closed_.contains(delivery.path)) continue;
            if (delivery.message.empty()) {
                pipeline_.on_upstream_failed(delivery.path, now_);
            } else {
                pipeline_.on_upstream_message(delivery.path, delivery.message, now_);
            }
        }
        pipeline_.on_timer(now_);
    }
    if (!(stop_at_answer && received_)) now_ = until;
}

unsigned World::asked(const std::string& question) const {
    const auto it = asked_.find(question);
    return it == asked_.end() ? 0 : it->second;
}

void World::reply(const pipeline::ReplyPath&, base::Bytes message) {
    received_ = Received{{message.begin(), message.end()}, {}};
}

bool World::mail(std::uint16_t, std::unique_ptr<pipeline::Mail>) {
    return false;
}

void World::explained(std::uint64_t, std::unique_ptr<pipeline::Trace> trace, base::Bytes message) {
    for (const pipeline::TraceStep& step : trace->steps())
        told_.push_back(step.stage + ": " + step.text);
    received_ = Received{{message.begin(), message.end()}, {}};
}

PathId World::pick_udp(const net::Endpoint& server) {
    servers_[next_path_] = "@" + server.address.text();
    return next_path_++;
}

void World::send_udp(PathId path, base::Bytes message) {
    script(path, message, false);
}

PathId World::open_tcp(const net::Endpoint& server, base::Bytes message) {
    const PathId path = next_path_++;
    servers_[path] = "@" + server.address.text();
    script(path, message, true);
    return path;
}

Reply World::reply_to(const dns::Query& query, const std::string& server) {
    const std::string question = canonical(query.name.text()) + " " + dns::type_text(query.type);
    const std::string checked = question + (query.header.cd() ? " cd" : "");
    for (const std::string& key :
         {checked + " " + server, question + " " + server, checked, question}) {
        if (const auto it = replies_.find(key); it != replies_.end()) return it->second;
    }
    Reply none;
    none.rcode = "NXDOMAIN";
    return none;
}

void World::script(PathId path, base::Bytes message, bool stream) {
    dns::Query query;
    if (dns::parse_query(message, query) != dns::QueryError::none) std::abort();
    const std::string question = canonical(query.name.text()) + " " + dns::type_text(query.type);
    ++asked_[question];
    ++asked_[question + " " + servers_[path]];
    if (query.header.cd()) ++asked_[question + " cd"];
    if (query.edns.dnssec_ok) ++asked_[question + " do"];
    if (stream) ++asked_[question + " tcp"];
    const Reply reply = reply_to(query, servers_[path]);
    if (reply.silent) return;
    Delivery delivery{.path = path, .message = {}};
    if (!reply.refused) delivery.message = build_reply(query, reply, stream);
    deliveries_.emplace(now_ + base::Duration(reply.delay_ms), std::move(delivery));
}

}  // namespace gate64::scenarios
