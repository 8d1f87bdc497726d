// SPDX-License-Identifier: Apache-2.0
// The way back: from the owner's finished answer to the client's packet, and everything that comes
// in from elsewhere than clients.
#include <algorithm>

#include "dns64d/pipeline/counting.h"
#include "dns64d/pipeline/pipeline.h"

namespace gate64::dns64d::pipeline {

using dns::Ede;
using dns::Rcode;
using metrics::Count;

namespace {

/// RFC 8482 4.2: HINFO with CPU "RFC8482" and an empty OS.
constexpr std::uint8_t any_rdata[] = {7, 'R', 'F', 'C', '8', '4', '8', '2', 0};
constexpr std::uint32_t any_ttl_s = 3600;

bool is_loopback(const net::IpAddress& address) noexcept {
    if (address.is_v4()) return (address.v4().value() >> 24) == 127;
    net::Ipv6Address::Octets loopback{};
    loopback[15] = 1;
    return address.v6() == net::Ipv6Address(loopback);
}

}  // namespace

void Pipeline::apply(std::shared_ptr<const model::Settings> settings) {
    settings_ = std::move(settings);
    clients_.set_limit(settings_->limits.per_client);
    front_.clear();
    owner_.apply(settings_);
}

void Pipeline::on_upstream_message(upstream::PathId path, base::Bytes message, base::Instant now) {
    now_ = now;
    owner_.on_message(path, message, now);
}

void Pipeline::on_upstream_failed(upstream::PathId path, base::Instant now) {
    now_ = now;
    owner_.on_path_failed(path, now);
}

void Pipeline::on_mail(std::unique_ptr<Mail> mail, base::Instant now) {
    now_ = now;
    if (mail->kind == Mail::Kind::question) {
        owner_.ask(mail->question, mail->requester, std::move(mail->trace), now);
    } else if (Waiter* waiter = waiters_.get(mail->requester.waiter)) {
        deliver(mail->requester.waiter, *waiter, mail->finished(), mail->generation,
                std::move(mail->trace));
    }
}

void Pipeline::on_timer(base::Instant now) {
    now_ = now;
    owner_.on_timer(now);
    while (!mailed_.empty() &&
           (mailed_.front().due <= now || !waiters_.get(mailed_.front().waiter))) {
        const base::Handle waiter = mailed_.front().waiter;
        mailed_.pop_front();
        give_up(waiter);
    }
}

base::Instant Pipeline::next_due() const noexcept {
    const base::Instant due = owner_.next_due();
    return mailed_.empty() ? due : std::min(due, mailed_.front().due);
}

void Pipeline::answered(const Requester& requester, const cache::FinishedAnswer& answer,
                        std::uint64_t generation, std::unique_ptr<Trace> trace) {
    if (requester.shard != shard_) {
        return mail_answer(requester, answer, generation, std::move(trace));
    }
    if (Waiter* waiter = waiters_.get(requester.waiter)) {
        deliver(requester.waiter, *waiter, answer, generation, std::move(trace));
    }
}

void Pipeline::mail_answer(const Requester& requester, const cache::FinishedAnswer& answer,
                           std::uint64_t generation, std::unique_ptr<Trace> trace) {
    auto mail = std::make_unique<Mail>();
    mail->kind = Mail::Kind::answer;
    mail->requester = requester;
    mail->trace = std::move(trace);
    mail->message.assign(answer.message.begin(), answer.message.end());
    mail->ttl_offsets.assign(answer.ttl_offsets.begin(), answer.ttl_offsets.end());
    mail->answer = answer;
    mail->generation = generation;
    counters_.add(Count::mail_sent);
    // A full mailbox loses the answer; the waiter's own time limit ends it there.
    if (!effects_.mail(requester.shard, std::move(mail))) counters_.add(Count::mail_full);
}

void Pipeline::deliver(base::Handle handle, Waiter& waiter, const cache::FinishedAnswer& answer,
                       std::uint64_t generation, std::unique_ptr<Trace> trace) {
    const bool current =
        generation == settings_->generation && waiter.generation == settings_->generation;
    if (waiter.path.transport == Transport::explain) {
        bool truncated = false;
        const std::size_t size =
            respond(waiter.client, waiter.question.name.wire(), answer, out_, truncated);
        if (trace == nullptr) trace = std::make_unique<Trace>();
        effects_.explained(waiter.path.explain_id, std::move(trace), {out_.data(), size});
    } else if (too_late(waiter)) {
        counters_.add(Count::answers_late_dropped);
    } else {
        counters_.add_latency(static_cast<std::uint32_t>((now_ - waiter.started).count()));
        send(waiter.path, waiter.client, waiter.question.name.wire(), answer);
        if (current) {
            front_.insert({.name = waiter.question.name,
                           .type = waiter.question.type,
                           .policy_set = waiter.policy_set,
                           .flags = waiter.question.flags},
                          answer, now_);
        }
    }
    if (waiter.path.transport != Transport::explain) clients_.give_back(waiter.client_hash);
    waiters_.release(handle);
}

bool Pipeline::too_late(const Waiter& waiter) const noexcept {
    return waiter.path.transport == Transport::udp && now_ - waiter.started > late_answer_max &&
           clients_.count(waiter.client_hash) > late_answer_waiting_max &&
           !is_loopback(waiter.question.client);
}

void Pipeline::give_up(base::Handle handle) {
    Waiter* waiter = waiters_.get(handle);
    if (waiter == nullptr) return;
    dns64::Answer answer;
    answer.rcode = Rcode::servfail;
    answer.ede = Ede::other;
    answer.ede_text = "overloaded";
    deliver(handle, *waiter,
            finish(waiter->question.name, waiter->question.type, waiter->question.flags, {}, answer,
                   space_, ttl_offsets_),
            settings_->generation, nullptr);
}

void Pipeline::send(const ReplyPath& path, const ClientView& client, base::Bytes name,
                    const cache::FinishedAnswer& answer) {
    bool truncated = false;
    const std::size_t size = respond(client, name, answer, out_, truncated);
    if (truncated) counters_.add(Count::answers_truncated);
    count_answer(counters_, out_);
    effects_.reply(path, {out_.data(), size});
}

void Pipeline::reply_error(const Arrival& arrival, Rcode rcode, Ede ede, std::string_view text) {
    const std::size_t size = respond_error(arrival.client, arrival.query, rcode, ede, text, out_);
    effects_.reply(arrival.path, {out_.data(), size});
}

void Pipeline::reply_any(const Arrival& arrival) {
    dns64::Answer answer;
    answer.records.add(dns::Section::answer, arrival.query.name, dns::rr::hinfo, any_ttl_s,
                       any_rdata);
    send(arrival.path, arrival.client, arrival.query.name.wire(),
         finish(arrival.query.name, arrival.query.type, arrival.flags, {}, answer, space_,
                ttl_offsets_));
}

std::size_t Pipeline::flush(dns::NameView name) {
    front_.clear();
    return owner_.flush(name);
}

void Pipeline::flush_all() {
    front_.clear();
    owner_.flush_all();
}

}  // namespace gate64::dns64d::pipeline
