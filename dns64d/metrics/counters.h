// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a shard counts. Each counter has one writer (its shard) and any number of readers, so
// adding is a plain load and store, never a locked instruction; whoever reads merges the shards.
// Names, labels and help text live in counter_rows.cc, one row a counter, and the metrics page,
// the `stats` command and the documentation walk those rows. Labels never carry remote data.

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <string_view>

namespace gate64::dns64d::metrics {

enum class Count : std::uint16_t {
    // Queries by transport, and what became of them.
    queries_udp,
    queries_tcp,
    dropped_short,     // shorter than a header
    dropped_response,  // QR set
    answered_formerr,
    answered_notimp,
    answered_badvers,
    refused_acl,
    refused_class,
    refused_type,          // AXFR, IXFR, metas
    refused_no_recursion,  // RD=0 and not in the cache
    refused_client_quota,
    refused_zone_quota,
    refused_in_flight,  // the shard's table is full
    answers_noerror,
    answers_nodata,
    answers_nxdomain,
    answers_servfail,
    answers_truncated,
    answers_any_minimal,  // RFC 8482
    answers_local,
    answers_ipv4only,      // RFC 8880
    answers_late_dropped,  // older than the client would wait (threat T23)
    // Synthesis.
    synthesized,
    synthesized_on_error,
    ptr_redirected,
    ptr_local_nodata,
    not_synthesized_client,  // no policy for this client
    not_synthesized_native,  // real AAAA there
    not_synthesized_nxdomain,
    not_synthesized_cd,
    not_synthesized_dnssec,  // DO, signed, break_dnssec off
    not_synthesized_bogus,   // DNSSEC failure of the AAAA
    not_synthesized_rule,    // [[name]] never
    not_synthesized_recursive_only,
    not_synthesized_no_a,  // A empty
    not_synthesized_a_failed,
    not_synthesized_mapped,  // every A refused by `mapped`
    not_synthesized_special_use,
    not_synthesized_own_address,
    not_synthesized_on_error,  // on_error = "fail"
    aaaa_excluded,             // real AAAA left out
    chain_too_long,
    // Caches.
    front_hits,
    front_misses,
    source_hits,
    source_stale_hits,
    source_misses,
    cache_too_big,
    prefetches,
    // Upstreams.
    upstream_queries_udp,
    upstream_queries_tcp,
    upstream_answers,
    upstream_coalesced,
    upstream_timeouts,
    upstream_hedges,
    upstream_near_miss,   // right address, wrong id or question
    upstream_unexpected,  // nothing outstanding there
    upstream_malformed,
    upstream_truncated,
    upstream_scrubbed_records,  // out of bailiwick or unasked
    upstream_failures,          // SERVFAIL, REFUSED, ... from a server
    upstream_no_socket,
    upstream_tcp_failed,
    // The loop.
    tcp_accepted,
    tcp_refused_total,
    tcp_refused_client,
    tcp_closed_idle,
    tcp_closed_slow,
    tcp_closed_error,
    send_failed,
    send_dropped,  // no free slot
    completions_overflowed,
    receive_no_buffers,
    receive_rearmed,
    mail_sent,
    mail_full,
    reloads,
    count_,
};

/// Upper bounds of the latency histogram's buckets, milliseconds; one more bucket is above them.
inline constexpr std::array<std::uint32_t, 12> latency_bounds_ms = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};

class Counters {
  public:
    /// Owner's thread only.
    void add(Count counter, std::uint64_t n = 1) noexcept {
        bump(cells_[static_cast<std::size_t>(counter)], n);
    }
    /// Any thread.
    [[nodiscard]] std::uint64_t get(Count counter) const noexcept {
        return cells_[static_cast<std::size_t>(counter)].load(std::memory_order_relaxed);
    }

    /// Owner's thread only: a query was answered this long after it came.
    void add_latency(std::uint32_t ms) noexcept {
        std::size_t bucket = 0;
        while (bucket < latency_bounds_ms.size() && ms > latency_bounds_ms[bucket])
            ++bucket;
        bump(latency_[bucket], 1);
        bump(latency_sum_ms_, ms);
    }
    /// Any thread. `bucket` up to and including latency_bounds_ms.size().
    [[nodiscard]] std::uint64_t latency_count(std::size_t bucket) const noexcept {
        return latency_[bucket].load(std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t latency_sum_ms() const noexcept {
        return latency_sum_ms_.load(std::memory_order_relaxed);
    }

  private:
    using Cell = std::atomic<std::uint64_t>;
    static void bump(Cell& cell, std::uint64_t n) noexcept {
        cell.store(cell.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }

    alignas(64) std::array<Cell, static_cast<std::size_t>(Count::count_)> cells_{};
    std::array<Cell, latency_bounds_ms.size() + 1> latency_{};
    Cell latency_sum_ms_{0};
};

/// How a counter is shown: metric family, label ("" for none, else `key="value"`), help text.
struct CounterRow {
    Count counter;
    std::string_view family;
    std::string_view label;
    std::string_view help;
};

/// One row for every counter, families together.
[[nodiscard]] std::span<const CounterRow> counter_rows() noexcept;

}  // namespace gate64::dns64d::metrics
