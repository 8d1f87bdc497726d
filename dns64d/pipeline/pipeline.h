// SPDX-License-Identifier: Apache-2.0
#pragma once
// The life of a query, read from top to bottom in pipeline.cc: admit, policy, front cache, special
// names, owner, respond. A Pipeline is the whole of one shard without its sockets: packets, mails
// and instants go in, Effects come out. The daemon, the scenario tests, the fuzzers and the
// benchmarks all run this same object.
// Single-threaded.

#include <deque>
#include <memory>
#include <vector>

#include "dns64d/cache/front_cache.h"
#include "dns64d/pipeline/effects.h"
#include "dns64d/pipeline/owner.h"
#include "dns64d/pipeline/respond.h"

namespace gate64::dns64d::pipeline {

struct PipelineLimits {
    std::uint16_t shard = 0;
    std::uint16_t shard_count = 1;
    std::size_t front_cache_bytes = 4 << 20;
    std::uint32_t waiters_max = 65536;  ///< client questions in flight in this shard
    OwnerLimits owner;
};

/// An answer to a client over UDP that waited longer is dropped where the client has many
/// questions waiting: held-back answers released at once are an attack's pulse (threat T23).
inline constexpr base::Duration late_answer_max{1900};
/// A waiter whose owner has not answered by then lost its mail.
inline constexpr base::Duration mailed_wait_max{10'000};
/// "Many" in the sense of late_answer_max.
inline constexpr std::uint32_t late_answer_waiting_max = 100;

class Pipeline final : public AnswerSink {
  public:
    /// `key` is the same in every shard of the process: it decides which shard owns a name.
    Pipeline(const PipelineLimits& limits, Effects& effects, base::Random& random,
             metrics::Counters& counters, const base::HashKey& key);

    /// New settings: finished answers are dropped, sources stay.
    void apply(std::shared_ptr<const model::Settings> settings);

    // The entry points.
    void on_query(const ReplyPath& path, base::Bytes message, base::Instant now);
    void on_upstream_message(upstream::PathId path, base::Bytes message, base::Instant now);
    void on_upstream_failed(upstream::PathId path, base::Instant now);
    void on_mail(std::unique_ptr<Mail> mail, base::Instant now);
    void on_timer(base::Instant now);
    /// When on_timer() next has something to do; Instant::max() for never.
    [[nodiscard]] base::Instant next_due() const noexcept;

    /// Runs a question as `client` would ask it, past the front cache, and tells each decision
    /// through Effects::explained().
    void explain(const Question& question, std::uint64_t explain_id, base::Instant now);

    /// Forgets `name` (all types) here; every shard must be told. How many outcomes.
    std::size_t flush(dns::NameView name);
    void flush_all();

    /// Client questions that wait for an answer; a drain is over at 0.
    [[nodiscard]] std::uint32_t waiting() const noexcept { return waiters_.size(); }
    [[nodiscard]] const Owner& owner() const noexcept { return owner_; }
    [[nodiscard]] const cache::FrontCache& front() const noexcept { return front_; }
    [[nodiscard]] const model::Settings& settings() const noexcept { return *settings_; }

    void answered(const Requester& requester, const cache::FinishedAnswer& answer,
                  std::uint64_t generation, std::unique_ptr<Trace> trace) override;

  private:
    struct Waiter {
        ReplyPath path;
        ClientView client;
        Question question;  ///< name in the client's letter case
        std::uint32_t policy_set = 0;
        std::uint64_t client_hash = 0;
        std::uint64_t generation = 0;
        base::Instant started;
    };

    /// One parsed query on its way through the stages.
    struct Arrival {
        const ReplyPath& path;
        const dns::Query& query;
        ClientView client;
        model::QueryFlags flags;
        std::uint32_t policy_set = 0;
    };
    struct Timed {
        base::Instant due;
        base::Handle waiter;
    };

    // The stages; each tells whether the query goes on.
    [[nodiscard]] bool admit(const Arrival& arrival, dns::QueryError error);
    [[nodiscard]] bool check_policy(Arrival& arrival);
    [[nodiscard]] bool check_question(const Arrival& arrival);
    [[nodiscard]] bool try_front(const Arrival& arrival);
    void start(const Arrival& arrival);

    void send_to_owner(const Question& question, const Requester& requester,
                       std::unique_ptr<Trace> trace);
    void mail_answer(const Requester& requester, const cache::FinishedAnswer& answer,
                     std::uint64_t generation, std::unique_ptr<Trace> trace);
    void deliver(base::Handle handle, Waiter& waiter, const cache::FinishedAnswer& answer,
                 std::uint64_t generation, std::unique_ptr<Trace> trace);
    [[nodiscard]] bool too_late(const Waiter& waiter) const noexcept;
    void reply_error(const Arrival& arrival, dns::Rcode rcode, dns::Ede ede = dns::Ede::none,
                     std::string_view text = {});
    void reply_any(const Arrival& arrival);
    void send(const ReplyPath& path, const ClientView& client, base::Bytes name,
              const cache::FinishedAnswer& answer);
    void give_up(base::Handle handle);
    [[nodiscard]] std::uint16_t owner_of(const Question& question) const;
    [[nodiscard]] std::uint64_t client_hash(const net::IpAddress& client) const noexcept;

    std::shared_ptr<const model::Settings> settings_;
    Effects& effects_;
    metrics::Counters& counters_;
    std::uint16_t shard_;
    std::uint16_t shard_count_;
    base::HashKey key_;
    cache::FrontCache front_;
    base::Slab<Waiter> waiters_;
    Quota clients_;
    Owner owner_;
    std::deque<Timed> mailed_;  ///< waiters whose answer comes by mail, in order of time
    base::Instant now_{};
    std::vector<std::uint8_t> out_;    ///< one message, reused
    std::vector<std::uint8_t> space_;  ///< for answers made here
    std::vector<std::uint16_t> ttl_offsets_;
};

/// The name whose sources answer `question`: after PTR redirects and local aliases.
[[nodiscard]] dns::Name source_name(const model::Settings& settings, const Question& question);

}  // namespace gate64::dns64d::pipeline
