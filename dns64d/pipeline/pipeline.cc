// SPDX-License-Identifier: Apache-2.0
// The life of a query, top to bottom. What follows the owner is in owner.cc; the way back is in
// pipeline_answers.cc.
#include "dns64d/pipeline/pipeline.h"

#include "dns64d/pipeline/counting.h"
#include "dns64d/pipeline/locate.h"

namespace gate64::dns64d::pipeline {

using dns::Ede;
using dns::Rcode;
using metrics::Count;

namespace {

/// Buckets of the client quota: 2^16 counters, 256 KiB.
constexpr unsigned client_quota_bits = 16;

model::QueryFlags flags_of(const dns::Query& query) noexcept {
    return {.rd = query.header.rd(),
            .cd = query.header.cd(),
            .dnssec_ok = query.edns.dnssec_ok,
            .ad = query.header.ad()};
}

/// Types that are not data: transfers, transaction signatures and obsolete metas (RFC 6895 3.1).
bool is_meta_type(std::uint16_t type) noexcept {
    return type == 0 || (type >= dns::rr::nxname && type < dns::rr::any) || type == 0xFFFF;
}

}  // namespace

Pipeline::Pipeline(const PipelineLimits& limits, Effects& effects, base::Random& random,
                   metrics::Counters& counters, const base::HashKey& key)
    : settings_(std::make_shared<model::Settings>()),
      effects_(effects),
      counters_(counters),
      shard_(limits.shard),
      shard_count_(limits.shard_count),
      key_(key),
      front_(limits.front_cache_bytes, key),
      waiters_(limits.waiters_max),
      clients_(settings_->limits.per_client, client_quota_bits),
      owner_(limits.owner, effects, *this, random, counters, key),
      out_(dns::message_bytes_max + dns::edns_bytes_max),
      space_(dns::udp_plain_bytes_max) {}

void Pipeline::on_query(const ReplyPath& path, base::Bytes message, base::Instant now) {
    now_ = now;
    counters_.add(path.transport == Transport::udp ? Count::queries_udp : Count::queries_tcp);
    dns::Query query;
    const dns::QueryError error = dns::parse_query(message, query);
    if (error == dns::QueryError::drop) {
        counters_.add(message.size() < dns::header_bytes ? Count::dropped_short
                                                         : Count::dropped_response);
        return;
    }
    Arrival arrival{.path = path,
                    .query = query,
                    .client = client_view(query, path.transport, *settings_),
                    .flags = flags_of(query)};
    if (!check_policy(arrival)) return;
    if (!admit(arrival, error)) return;
    if (!check_question(arrival)) return;
    if (try_front(arrival)) return;
    start(arrival);
}

bool Pipeline::check_policy(Arrival& arrival) {
    const model::ClientTable::Entry entry = settings_->clients.find(arrival.path.peer.address);
    arrival.policy_set = entry.policy_set;
    if (entry.allowed) return true;
    counters_.add(Count::refused_acl);
    reply_error(arrival, Rcode::refused, Ede::prohibited, "client not allowed");
    return false;
}

bool Pipeline::admit(const Arrival& arrival, dns::QueryError error) {
    switch (error) {
        case dns::QueryError::none:
            break;
        case dns::QueryError::drop:
            return false;
        case dns::QueryError::bad_opcode:
            counters_.add(Count::answered_notimp);
            reply_error(arrival, Rcode::notimp);
            return false;
        case dns::QueryError::form_error:
            counters_.add(Count::answered_formerr);
            reply_error(arrival, Rcode::formerr);
            return false;
        case dns::QueryError::bad_version:
            counters_.add(Count::answered_badvers);
            reply_error(arrival, Rcode::badvers);
            return false;
    }
    if (arrival.client.stream && arrival.query.edns.keepalive_has_data) {
        // RFC 7828 3.2.1: clients send the option empty.
        counters_.add(Count::answered_formerr);
        reply_error(arrival, Rcode::formerr);
        return false;
    }
    return true;
}

bool Pipeline::check_question(const Arrival& arrival) {
    const dns::Query& query = arrival.query;
    if (query.klass != dns::klass::in) {
        counters_.add(Count::refused_class);
        reply_error(arrival, Rcode::refused, Ede::not_supported, "class not served");
        return false;
    }
    if (query.type == dns::rr::any) {
        counters_.add(Count::answers_any_minimal);
        reply_any(arrival);
        return false;
    }
    if (is_meta_type(query.type)) {
        counters_.add(Count::refused_type);
        reply_error(arrival, Rcode::refused, Ede::not_supported, "type not served");
        return false;
    }
    return true;
}

bool Pipeline::try_front(const Arrival& arrival) {
    const dns::Query& query = arrival.query;
    const auto hit = front_.find({.name = query.name,
                                  .type = query.type,
                                  .policy_set = arrival.policy_set,
                                  .flags = arrival.flags},
                                 now_);
    if (!hit) {
        counters_.add(Count::front_misses);
        return false;
    }
    counters_.add(Count::front_hits);
    count_reason(counters_, static_cast<dns64::Reason>(hit->answer.reason));
    counters_.add_latency(0);
    send(arrival.path, arrival.client, query.name.wire(), hit->answer);
    if (hit->refresh && arrival.flags.rd && settings_->cache.prefetch) {
        counters_.add(Count::prefetches);
        send_to_owner({.name = query.name,
                       .type = query.type,
                       .flags = arrival.flags,
                       .client = arrival.path.peer.address},
                      {.shard = shard_, .waiter = {}}, nullptr);
    }
    return true;
}

void Pipeline::start(const Arrival& arrival) {
    const std::uint64_t hash = client_hash(arrival.path.peer.address);
    if (!clients_.take(hash)) {
        counters_.add(Count::refused_client_quota);
        return reply_error(arrival, Rcode::refused, Ede::prohibited,
                           "too many questions in flight for this client");
    }
    const base::Handle handle = waiters_.create();
    Waiter* waiter = waiters_.get(handle);
    if (waiter == nullptr) {
        clients_.give_back(hash);
        counters_.add(Count::refused_in_flight);
        return reply_error(arrival, Rcode::servfail, Ede::other, "too many questions in flight");
    }
    waiter->path = arrival.path;
    waiter->client = arrival.client;
    waiter->question = {.name = arrival.query.name,
                        .type = arrival.query.type,
                        .flags = arrival.flags,
                        .client = arrival.path.peer.address};
    waiter->policy_set = arrival.policy_set;
    waiter->client_hash = hash;
    waiter->generation = settings_->generation;
    waiter->started = now_;
    send_to_owner(waiter->question, {.shard = shard_, .waiter = handle}, nullptr);
}

void Pipeline::explain(const Question& question, std::uint64_t explain_id, base::Instant now) {
    now_ = now;
    auto trace = std::make_unique<Trace>();
    const model::ClientTable::Entry entry = settings_->clients.find(question.client);
    const model::PolicySet& set = settings_->policy_sets[entry.policy_set];
    trace->note("policy", question.client.text() +
                              (entry.allowed ? " may ask" : " is not in allow: REFUSED"));
    std::string prefixes;
    for (const std::uint16_t index : set.policies) {
        prefixes += " " + settings_->policies[index].pref64.text();
    }
    trace->note("policy", set.policies.empty() ? "no [[dns64]] block matches this client"
                                               : "prefixes for this client:" + prefixes);
    const base::Handle handle = waiters_.create();
    Waiter* waiter = waiters_.get(handle);
    if (waiter == nullptr || !entry.allowed) {
        waiters_.release(handle);
        return effects_.explained(explain_id, std::move(trace), {});
    }
    waiter->path.transport = Transport::explain;
    waiter->path.explain_id = explain_id;
    waiter->client.stream = true;
    waiter->client.edns = true;
    waiter->client.dnssec_ok = question.flags.dnssec_ok;
    waiter->question = question;
    waiter->client_hash = client_hash(question.client);
    waiter->started = now;
    const std::uint16_t owner = owner_of(question);
    trace->note("owner", "shard " + std::to_string(owner) + " of " + std::to_string(shard_count_) +
                             " owns this name");
    send_to_owner(question, {.shard = shard_, .waiter = handle}, std::move(trace));
}

void Pipeline::send_to_owner(const Question& question, const Requester& requester,
                             std::unique_ptr<Trace> trace) {
    const std::uint16_t owner = owner_of(question);
    if (owner == shard_) return owner_.ask(question, requester, std::move(trace), now_);
    auto mail = std::make_unique<Mail>();
    mail->kind = Mail::Kind::question;
    mail->requester = requester;
    mail->trace = std::move(trace);
    mail->question = question;
    counters_.add(Count::mail_sent);
    if (effects_.mail(owner, std::move(mail))) {
        if (requester.waiter.valid()) {
            while (!mailed_.empty() && !waiters_.get(mailed_.front().waiter))
                mailed_.pop_front();
            mailed_.push_back({now_ + mailed_wait_max, requester.waiter});
        }
        return;
    }
    counters_.add(Count::mail_full);
    give_up(requester.waiter);
}

std::uint16_t Pipeline::owner_of(const Question& question) const {
    if (shard_count_ == 1) return 0;
    const std::uint64_t hash = source_name(*settings_, question).view().hash(key_);
    return static_cast<std::uint16_t>(hash % shard_count_);
}

dns::Name source_name(const model::Settings& settings, const Question& question) {
    const model::ClientTable::Entry client = settings.clients.find(question.client);
    dns64::Answer answer;
    return locate({.name = question.name,
                   .type = question.type,
                   .flags = question.flags,
                   .mode = model::NameMode::normal,
                   .recursive = question.flags.rd,
                   .settings = &settings,
                   .policies = &settings.policy_sets[client.policy_set]},
                  answer)
        .name;
}

/// One bucket for an IPv4 address or an IPv6 /64, the least a subscriber has.
std::uint64_t Pipeline::client_hash(const net::IpAddress& client) const noexcept {
    const net::Ipv6Address::Octets& octets = client.v6().octets();
    const std::size_t length = client.is_v4() ? octets.size() : octets.size() / 2;
    return base::siphash13(key_, base::Bytes(octets).first(length));
}

}  // namespace gate64::dns64d::pipeline
