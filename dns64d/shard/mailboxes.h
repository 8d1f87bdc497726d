// SPDX-License-Identifier: Apache-2.0
#pragma once
// Mail between shards. Between each two shards there is one ring with one producer and one
// consumer; that is where the data goes, ordered by release and acquire. The kernel's message
// between rings is only the doorbell that wakes a shard that waits, rung at most once a target and
// turn. MailExchange is shared and outlives the shards; each shard has its own Mailbox on it.

#include <atomic>
#include <memory>
#include <vector>

#include "dns64d/io/ring.h"
#include "dns64d/metrics/counters.h"
#include "dns64d/pipeline/mail.h"
#include "shared/base/spsc_ring.h"

namespace gate64::dns64d::shard {

class MailExchange {
  public:
    using MailRing = base::SpscRing<std::unique_ptr<pipeline::Mail>>;

    MailExchange(std::uint16_t shards, std::uint32_t capacity);

    [[nodiscard]] MailRing& ring(std::uint16_t from, std::uint16_t to) noexcept {
        return *rings_[std::size_t{from} * shards_ + to];
    }
    [[nodiscard]] std::uint16_t shards() const noexcept { return shards_; }
    /// Where to ring: set by each shard before any of them runs, never changed.
    void set_doorbell(std::uint16_t shard, int ring_fd) noexcept { doorbells_[shard] = ring_fd; }
    [[nodiscard]] int doorbell(std::uint16_t shard) const noexcept { return doorbells_[shard]; }

  private:
    std::uint16_t shards_;
    std::vector<std::unique_ptr<MailRing>> rings_;
    std::vector<int> doorbells_;
};

/// Who takes the mail of a shard.
class MailSink {
  public:
    virtual ~MailSink() = default;
    virtual void on_mail(std::unique_ptr<pipeline::Mail> mail) = 0;
};

class Mailbox {
  public:
    Mailbox(MailExchange& exchange, std::uint16_t self, io::Ring& ring,
            metrics::Counters& counters);

    /// False when the ring to `shard` is full: the mail is gone.
    [[nodiscard]] bool send(std::uint16_t shard, std::unique_ptr<pipeline::Mail> mail);
    /// Hands over what came in, so much from each shard that none starves the rest. Whether there
    /// may be more.
    [[nodiscard]] bool receive(MailSink& sink);
    /// Rings where mail was put in this turn.
    void end_turn() noexcept;
    /// For Op::doorbell_rung: a doorbell that did not ring is rung again.
    void on_rung(const io::Completion& done) noexcept;

  private:
    MailExchange& exchange_;
    std::uint16_t self_;
    io::Ring& ring_;
    metrics::Counters& counters_;
    std::vector<bool> to_ring_;  ///< a shard each
    bool any_to_ring_ = false;
};

}  // namespace gate64::dns64d::shard
