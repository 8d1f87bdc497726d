// SPDX-License-Identifier: Apache-2.0
#pragma once
// The back half of a query's life, on the shard that owns its name: source cache, questions
// upstream, the DNS64 rules, the finished answer. One job a client question; jobs with the same
// source question share one question upstream. A job keeps no decision: whenever an outcome comes
// in or time passes, the rules are simply asked again.
// Single-threaded; no sockets.

#include <deque>
#include <memory>
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
        std::uint32_t next = no_link, prev = no_link;   ///< others that wait for the same ask
    };
    struct Job {
        Question question;
        Requester requester;
        dns::Name source;       ///< what is asked for, after redirects
        dns::RecordList chain;  ///< aliases from the question to `source`, made here
        std::uint64_t zone_hash = 0;
        base::Instant started;
        LegState legs[leg_count];
        std::unique_ptr<Trace> trace;
        bool counted = false;  ///< has a place in the zone quota
        bool evaluating = false;
    };
    struct Timed {
        base::Instant due;
        base::Handle job;
    };

    [[nodiscard]] bool locate_source(Job& job, dns64::Query& query, dns64::Special& special);
    void evaluate(base::Handle handle);
    [[nodiscard]] bool start_legs(base::Handle handle, Job& job, const dns64::Step& step,
                                  const dns64::Query& query);
    void start_leg(base::Handle handle, Job& job, unsigned leg, const dns64::Query& query);
    [[nodiscard]] dns64::Leg leg_state(const Job& job, unsigned leg, model::OutcomeView& view);
    [[nodiscard]] dns64::Leg asked_leg_state(const Job& job, unsigned leg,
                                             const model::SourceKey& key, model::OutcomeView& view);
    [[nodiscard]] dns64::Query query_of(const Job& job) const;
    [[nodiscard]] model::SourceKey source_key(const Job& job, unsigned leg) const;
    void wait_for(base::Handle handle, Job& job);
    void finish_job(base::Handle handle, Job& job, const dns64::Step& step,
                    const dns64::Query& query, const dns64::Legs& legs);
    void refuse_job(base::Handle handle, Job& job, dns::Rcode rcode, dns::Ede ede,
                    std::string_view text);
    void deliver(base::Handle handle, Job& job);
    void link(base::Handle handle, Job& job, unsigned leg);
    void unlink(base::Handle handle, Job& job, unsigned leg);
    void count(const dns64::Query& query);

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

    // Scratch, reused from answer to answer.
    dns64::Answer answer_;
    model::Outcome local_main_, local_a_, refused_[leg_count];
    std::vector<std::uint8_t> space_;
    std::vector<std::uint16_t> ttl_offsets_;
};

}  // namespace gate64::dns64d::pipeline
