// SPDX-License-Identifier: Apache-2.0
#pragma once
// Asking upstream servers: one question outstanding once, server choice by health and round trip,
// time-outs, hedging, TCP when an answer is truncated or looks attacked, and the answer check that
// lets only what was asked for through. Pure: packets, paths and instants in; Effects and outcomes
// out. One a shard, for the names this shard owns.

#include <memory>

#include "dns64d/metrics/counters.h"
#include "dns64d/model/outcome.h"
#include "dns64d/model/question.h"
#include "dns64d/model/settings.h"
#include "dns64d/upstream/effects.h"
#include "shared/base/random.h"
#include "shared/base/siphash.h"
#include "shared/base/slab.h"

namespace gate64::dns64d::upstream {

/// Who waits for outcomes. Called from within on_message(), on_path_failed() and on_timer(), never
/// from within ask(). It may call ask() and forget() itself.
class OutcomeListener {
  public:
    virtual ~OutcomeListener() = default;
    /// `ask` is resolved. `outcome` stays readable through Upstream::outcome() until the last
    /// interested party has called forget().
    virtual void on_outcome(base::Handle ask) = 0;
};

/// Limits and times that are not in the configuration file.
struct UpstreamLimits {
    std::uint32_t asks_max = 16384;           ///< questions outstanding in this shard
    base::Duration first_timeout_min{50};     ///< adaptive time-out, lower bound
    base::Duration first_timeout_start{400};  ///< for a server never heard of
    base::Duration timeout_max{1500};         ///< adaptive time-out, upper bound
    base::Duration resend_min{800};           ///< before the same server is asked once more
    base::Duration tcp_timeout{1500};         ///< for an answer over TCP, connecting included
    base::Duration quick_retry{100};          ///< first pause when the network refuses packets
    base::Duration total_timeout{3800};  ///< then the outcome is a time-out; a stub gives up at 5 s
    unsigned packets_max = 6;            ///< sends a question, TCP included
    std::uint32_t failure_ttl_s = 5;     ///< RFC 9520: at least this long
};

/// A server's state, for status and metrics.
struct ServerStatus {
    net::Endpoint server;
    dns::Name zone;
    bool healthy = true;
    std::uint32_t smoothed_rtt_ms = 0;
    std::uint64_t queries = 0, answers = 0, timeouts = 0, failures = 0;
    std::uint32_t in_flight = 0;
};

class Upstream {
  public:
    Upstream(const UpstreamLimits& limits, Effects& effects, OutcomeListener& listener,
             base::Random& random, metrics::Counters& counters);
    ~Upstream();

    /// New server sets. Servers that stay keep what is known of them; questions under way finish
    /// with the sets they started with.
    void configure(const std::shared_ptr<const model::Settings>& settings);

    /// Asks, or joins the same question that is already outstanding (name, type, CD, set). Invalid
    /// handle: a limit is reached or there is no server. Every successful call must be matched by
    /// one forget(). A handle's index is below asks_max.
    [[nodiscard]] base::Handle ask(const model::SourceKey& key, const model::UpstreamSet& set,
                                   base::Instant now);
    /// The outcome once known, else nullptr. Valid until the caller's forget().
    [[nodiscard]] const model::Outcome* outcome(base::Handle ask) const noexcept;
    /// The key asked for.
    [[nodiscard]] model::SourceKey key(base::Handle ask) const noexcept;
    /// One party is no longer interested. Work under way goes on, so that its result reaches the
    /// cache: on_outcome() still comes once for a question nobody waits for any more.
    void forget(base::Handle ask) noexcept;

    /// A datagram or a TCP message came in on `path`.
    void on_message(PathId path, base::Bytes message, base::Instant now);
    /// A UDP send or receive on `path` failed, or a TCP connection ended.
    void on_path_failed(PathId path, base::Instant now);
    /// Runs what is due.
    void on_timer(base::Instant now);
    /// When on_timer() next has something to do; Instant::max() for never.
    [[nodiscard]] base::Instant next_due() const noexcept;

    [[nodiscard]] std::vector<ServerStatus> status() const;
    [[nodiscard]] std::uint32_t in_flight() const noexcept;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace gate64::dns64d::upstream
