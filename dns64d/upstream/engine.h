// SPDX-License-Identifier: Apache-2.0
#pragma once
// The life of a question to an upstream: sent, answered or not, asked again elsewhere or over TCP,
// resolved. Three concepts in three files: engine.cc (asking, resolving), engine_send.cc (packets
// out and the decision what to do next), engine_receive.cc (packets in). What is behind Upstream;
// the shard's thread.
//
// Every public entry may call the listener, and the listener may call ask() and forget(). So a
// function that can resolve a question is the last thing its caller does with that Ask.

#include <vector>

#include "dns64d/metrics/counters.h"
#include "dns64d/upstream/ask.h"
#include "dns64d/upstream/path_index.h"
#include "dns64d/upstream/query_packet.h"
#include "dns64d/upstream/scrubber.h"
#include "dns64d/upstream/timer_heap.h"
#include "dns64d/upstream/upstream.h"
#include "shared/dns/message.h"

namespace gate64::dns64d::upstream {

class Engine {
  public:
    Engine(const UpstreamLimits& limits, Effects& effects, OutcomeListener& listener,
           base::Random& random, metrics::Counters& counters);
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine() = default;

    void configure(const model::Settings& settings);
    [[nodiscard]] base::Handle ask(const model::SourceKey& key, const model::UpstreamSet& set,
                                   base::Instant now);
    [[nodiscard]] Ask* get(base::Handle handle) noexcept { return asks_.get(handle); }
    void forget(base::Handle handle) noexcept;
    void on_message(PathId path, base::Bytes message, base::Instant now);
    void on_path_failed(PathId path, base::Instant now);
    void on_timer(base::Instant now);
    [[nodiscard]] base::Instant next_due() const noexcept { return timers_.next_due(); }
    [[nodiscard]] std::vector<ServerStatus> status() const;
    [[nodiscard]] std::uint32_t in_flight() const noexcept { return in_flight_; }

  private:
    // Resolving.
    void finish(Ask& ask, model::Outcome outcome);
    void finish_failed(Ask& ask);
    void drop(Ask& ask) noexcept;
    void close_attempts(Ask& ask) noexcept;
    void close_tcp(Ask& ask, unsigned attempt) noexcept;
    void arm(const Ask& ask) noexcept;

    // Sending.
    [[nodiscard]] bool send_udp(Ask& ask, std::size_t server, base::Instant now);
    [[nodiscard]] bool send_tcp(Ask& ask, std::size_t server, base::Instant now);
    Attempt& add_attempt(Ask& ask, std::size_t server, PathId path, std::uint16_t id,
                         base::Instant now);
    [[nodiscard]] base::Bytes write(const Ask& ask, std::size_t server, std::uint16_t id) noexcept;
    [[nodiscard]] base::Duration udp_wait(const Ask& ask, std::size_t server) noexcept;
    [[nodiscard]] bool may_send(const Ask& ask) const noexcept {
        return ask.sends < limits_.packets_max;
    }
    [[nodiscard]] bool may_send_tcp(const Ask& ask) const noexcept;
    void probe_others(const Ask& ask, std::size_t chosen, base::Instant now);
    void probe(const Ask& ask, std::size_t server, base::Instant now);

    // What to do next.
    void on_due(Ask& ask, base::Instant now);
    void note_timeouts(Ask& ask, base::Instant now);
    void go_on(Ask& ask, base::Instant now);
    [[nodiscard]] bool send_next(Ask& ask, base::Instant now);
    void on_network_refusal(Ask& ask, base::Instant now);
    void on_tcp_ended(Ask& ask, base::Instant now);
    void on_server_failure(Ask& ask, unsigned index, model::Failure failure, dns::Ede ede,
                           base::Instant now);

    // Receiving.
    void on_near_miss(PathId path, base::Bytes message, base::Instant now);
    void suspect(Ask& ask, std::size_t server, base::Instant now);
    void on_truncated(Ask& ask, unsigned index, base::Instant now);
    void on_unreadable(Ask& ask, unsigned index, base::Instant now);
    void on_response(Ask& ask, unsigned index, base::Instant now);
    void on_failure_rcode(Ask& ask, unsigned index, base::Instant now);
    [[nodiscard]] bool retry_plain(Ask& ask, unsigned index, base::Instant now);
    void on_probe_answered(Ask& ask, const Attempt& attempt, base::Instant now);
    [[nodiscard]] bool is_cut(const Ask& ask, const Attempt& attempt,
                              base::Bytes message) const noexcept;

    [[nodiscard]] Server& server_of(const Ask& ask, const Attempt& attempt) const noexcept {
        return *ask.set->servers[attempt.server];
    }
    void count(metrics::Count counter, std::uint64_t n = 1) noexcept { counters_.add(counter, n); }

    UpstreamLimits limits_;
    Effects& effects_;
    OutcomeListener& listener_;
    base::Random& random_;
    metrics::Counters& counters_;
    ScrubLimits scrub_limits_;

    ServerTable servers_;
    AskTable asks_;
    PathIndex paths_;
    TimerHeap timers_;
    std::uint32_t in_flight_ = 0;

    dns::Response response_;                 ///< memory reused for every packet that comes in
    std::vector<PathIndex::Found> touched_;  ///< likewise
    QuerySpace space_{};                     ///< the packet going out
};

}  // namespace gate64::dns64d::upstream
