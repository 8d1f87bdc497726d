// SPDX-License-Identifier: Apache-2.0
#pragma once
// The back half of a query's life, on the shard that owns its name: source cache, questions
// upstream, the DNS64 rules, the finished answer. One job a client question; jobs with the same
// source question share one question upstream. A job keeps no decision: whenever an outcome comes
// in or time passes, the rules are simply asked again.
// Single-threaded; no sockets.

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "dns64d/cache/source_cache.h"
#include "dns64d/dns64/special_names.h"
#include "dns64d/pipeline/mail.h"
#include "dns64d/pipeline/quota.h"
#include "dns64d/upstream/upstream.h"

namespace gate64::dns64d::pipeline {

/// Who takes the finished answers of an Owner.
class AnswerSink {
  public:
    virtual ~AnswerSink() = default;
    /// Views in `answer` live until the call returns. `generation` is that of the settings used.
    virtual void answered(const Requester& requester, const cache::FinishedAnswer& answer,
                          std::uint64_t generation, std::unique_ptr<Trace> trace) = 0;
};

/// Sizes fixed at start.
struct OwnerLimits {
    std::size_t source_cache_bytes = 16 << 20;
    std::uint32_t jobs_max = 65536;
    upstream::UpstreamLimits upstream;
};

/// With sources that may be stale, or AAAA still missing, a client waits this long (RFC 8767 5).
inline constexpr base::Duration stale_wait_max{1800};

/// After a failed refresh, stale data is served at once for this long (RFC 8767 5) ...
inline constexpr std::uint32_t stale_failing_s = 30;
/// ... while the refresh is tried again in the background, no more often than this (RFC 9520 3.2).
inline constexpr std::uint32_t stale_retry_s = 5;

class Owner final : public upstream::OutcomeListener {
  public:
    Owner(const OwnerLimits& limits, upstream::Effects& effects, AnswerSink& sink,
          base::Random& random, metrics::Counters& counters, const base::HashKey& key);

    void apply(std::shared_ptr<const model::Settings> settings);

    /// Takes a question; its answer comes through the sink, perhaps from within this call.
    void ask(const Question& question, const Requester& requester, std::unique_ptr<Trace> trace,
             base::Instant now);
    void on_outcome(base::Handle ask) override;
    void on_timer(base::Instant now);
    [[nodiscard]] base::Instant next_due() const noexcept;
    /// Entry points of the upstream engine; `now` is remembered for on_outcome().
    void on_message(upstream::PathId path, base::Bytes message, base::Instant now);
    void on_path_failed(upstream::PathId path, base::Instant now);

    std::size_t flush(dns::NameView name) { return sources_.flush(name); }
    void flush_all() { sources_.clear(); }

    [[nodiscard]] const upstream::Upstream& upstream() const noexcept { return upstream_; }
    [[nodiscard]] const cache::SourceCache& sources() const noexcept { return sources_; }
    [[nodiscard]] std::uint32_t jobs() const noexcept { return jobs_.size(); }

  private:
    enum LegIndex : unsigned { leg_main, leg_a, leg_main_cd, leg_count };
    static constexpr std::uint32_t no_link = 0xFFFFFFFF;

    struct LegState {
        base::Handle ask;                               ///< valid: asked upstream
        model::Failure refused = model::Failure::none;  ///< could not be asked
        std::uint32_t next = no_link;                   ///< others that wait for the same ask
        std::uint32_t prev = no_link;
        bool linked = false;  ///< in that list
    };
    struct Job {
        Question question;
        Requester requester;
        dns::Name source;       ///< what is asked for, after redirects
        dns::RecordList chain;  ///< aliases from the question to `source`, made here
        std::uint64_t zone_hash = 0;
        base::Instant started;
        std::uint64_t generation = 0;  ///< of the settings it was located with
        LegState legs[leg_count];
        std::unique_ptr<Trace> trace;
        bool counted = false;  ///< has a place in the zone quota
        bool timed = false;    ///< has its place in the two wait queues
    };
    struct Timed {
        base::Instant due;
        base::Handle job;
    };
    /// Outcomes that do not live in a cache or in the upstream engine while a job is judged.
    struct Scratch {
        model::OutcomeView views[leg_count];
        model::Outcome outcomes[leg_count];
    };

    // owner.cc: the life of a job.
    void evaluate(base::Handle handle);
    void wait(base::Handle handle, Job& job);
    void conclude(base::Handle handle, Job& job, const dns64::Step& step, const dns64::Query& query,
                  const dns64::Legs& legs);
    void refuse(base::Handle handle, Job& job, dns::Rcode rcode, dns::Ede ede,
                std::string_view text);
    void deliver(base::Handle handle, Job& job);
    /// Starts a refresh where an answer came from stale data whose last refresh failed a while ago.
    void retry_stale(const Question& question, const dns64::Legs& legs);
    /// Puts an outcome into the source cache.
    void keep(base::Handle ask, model::OutcomeView outcome);
    void run_waits(std::deque<Timed>& waits);
    [[nodiscard]] dns64::Query query_of(const Job& job) const;

    // owner_legs.cc: what is known of each source question, and asking for it.
    [[nodiscard]] dns64::Leg look(const Job& job, LegIndex leg);
    [[nodiscard]] dns64::Leg look_local(const Job& job, LegIndex leg);
    [[nodiscard]] dns64::Leg look_asked(const Job& job, LegIndex leg);
    [[nodiscard]] dns64::Leg look_cached(const Job& job, LegIndex leg);
    [[nodiscard]] dns64::Leg look_refused(const Job& job, LegIndex leg);
    [[nodiscard]] std::optional<model::OutcomeView> stale(const Job& job, LegIndex leg);
    [[nodiscard]] dns64::Leg known(LegIndex leg, const model::OutcomeView& view);
    [[nodiscard]] model::SourceKey source_key(const Job& job, LegIndex leg) const;
    [[nodiscard]] bool start_legs(base::Handle handle, Job& job, const dns64::Step& step);
    [[nodiscard]] bool start_leg(base::Handle handle, Job& job, LegIndex leg);
    void link(base::Handle handle, Job& job, LegIndex leg);
    void unlink(Job& job, LegIndex leg);
    [[nodiscard]] LegState& leg_of(std::uint32_t link);

    // owner_trace.cc: the same in words.
    void trace_legs(Job& job, const dns64::Legs& legs);
    void trace_step(Job& job);
    void trace_answer(Job& job);

    std::shared_ptr<const model::Settings> settings_;
    AnswerSink& sink_;
    metrics::Counters& counters_;
    base::HashKey key_;
    cache::SourceCache sources_;
    upstream::Upstream upstream_;
    base::Slab<Job> jobs_;
    Quota zones_;
    std::vector<std::uint32_t> waiting_;  ///< by ask index: first link of the jobs that wait
    std::deque<Timed> aaaa_waits_, stale_waits_;  ///< constant delays, so in order of time
    base::Instant now_{};

    // Reused from answer to answer.
    Scratch scratch_;
    dns64::Answer answer_;
    std::vector<std::uint8_t> space_;
    std::vector<std::uint16_t> ttl_offsets_;
};

}  // namespace gate64::dns64d::pipeline
