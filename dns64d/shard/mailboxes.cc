// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/mailboxes.h"

#include <cerrno>

#include "dns64d/shard/ops.h"

namespace gate64::dns64d::shard {

using metrics::Count;

namespace {

/// Mails taken from one shard in one turn.
constexpr unsigned mails_per_turn_max = 512;

}  // namespace

MailExchange::MailExchange(std::uint16_t shards, std::uint32_t capacity)
    : shards_(shards), doorbells_(shards, -1) {
    rings_.reserve(std::size_t{shards} * shards);
    for (std::uint32_t from = 0; from < shards; ++from) {
        for (std::uint32_t to = 0; to < shards; ++to)
            rings_.push_back(std::make_unique<MailRing>(from == to ? 1 : capacity));
    }
}

Mailbox::Mailbox(MailExchange& exchange, std::uint16_t self, io::Ring& ring,
                 metrics::Counters& counters)
    : exchange_(exchange),
      self_(self),
      ring_(ring),
      counters_(counters),
      to_ring_(exchange.shards()) {}

bool Mailbox::send(std::uint16_t shard, std::unique_ptr<pipeline::Mail> mail) {
    if (!exchange_.ring(self_, shard).push(std::move(mail))) {
        counters_.add(Count::mail_full);
        return false;
    }
    counters_.add(Count::mail_sent);
    to_ring_[shard] = true;
    any_to_ring_ = true;
    return true;
}

bool Mailbox::receive(MailSink& sink) {
    bool more = false;
    std::unique_ptr<pipeline::Mail> mail;
    for (std::uint16_t from = 0; from < exchange_.shards(); ++from) {
        if (from == self_) continue;
        auto& ring = exchange_.ring(from, self_);
        unsigned taken = 0;
        while (taken < mails_per_turn_max && ring.pop(mail)) {
            ++taken;
            sink.on_mail(std::move(mail));
        }
        more = more || taken == mails_per_turn_max;
    }
    return more;
}

void Mailbox::end_turn() noexcept {
    if (!any_to_ring_) return;
    any_to_ring_ = false;
    for (std::uint16_t shard = 0; shard < exchange_.shards(); ++shard) {
        if (!to_ring_[shard]) continue;
        to_ring_[shard] = !ring_.ring_doorbell(exchange_.doorbell(shard), tag(Op::doorbell_heard),
                                               tag(Op::doorbell_rung, shard));
        any_to_ring_ = any_to_ring_ || to_ring_[shard];
    }
}

void Mailbox::on_rung(const io::Completion& done) noexcept {
    // A shard that has ended (EBADFD, EBADF, EOWNERDEAD) hears nothing any more; one whose
    // completions are full must still be woken.
    const bool again =
        done.result == -EOVERFLOW || done.result == -ENOMEM || done.result == -EAGAIN;
    if (!again || done.data.index >= to_ring_.size()) return;
    to_ring_[done.data.index] = true;
    any_to_ring_ = true;
}

}  // namespace gate64::dns64d::shard
