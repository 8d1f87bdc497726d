// SPDX-License-Identifier: Apache-2.0
#pragma once
// What sources said, by question. Positive and negative outcomes (RFC 2308) and failures (RFC
// 9520) share one byte budget. Synthetic data never comes in here. An expired outcome stays until
// its room is needed and is given back as stale (RFC 8767) while serve_stale allows.
// Single-threaded: the owner shard's.

#include <optional>

#include "dns64d/cache/log_store.h"
#include "dns64d/model/outcome.h"
#include "dns64d/model/question.h"
#include "shared/base/siphash.h"

namespace gate64::dns64d::cache {

/// A bigger outcome is given to those who wait but not kept (threat T26).
inline constexpr std::size_t source_entry_bytes_max = std::size_t{16} * 1024;
/// Outcomes kept of one name, all types together (threat T26). One more displaces the oldest,
/// A and AAAA last.
inline constexpr std::size_t source_outcomes_per_name_max = 64;

class SourceCache {
  public:
    /// `bytes`: all memory of this cache, index and overhead included. One hash key a process.
    SourceCache(std::size_t bytes, const base::HashKey& key);

    /// The outcome, fresh or (within `stale_max` after its end) stale. The view lives until the
    /// next insert. Failures, bogus and local outcomes are never given back stale.
    [[nodiscard]] std::optional<model::OutcomeView> find(const model::SourceKey& key,
                                                         base::Instant now,
                                                         base::Duration stale_max) noexcept;
    /// Keeps an outcome for `outcome.ttl` seconds in place of an older one. TTL 0 is not kept, and
    /// neither does it displace a usable older outcome. A failure does not displace an answer that
    /// could still be served stale: then the failure is remembered beside it (find() gives the
    /// stale answer with `failing` set while the failure lasts). False: too big.
    /// REQUIRES: neither argument views this cache.
    bool insert(const model::SourceKey& key, const model::OutcomeView& outcome,
                base::Instant now) noexcept;
    /// Forgets every type of `name`; how many outcomes.
    std::size_t flush(dns::NameView name) noexcept;
    void clear() noexcept;

    [[nodiscard]] const LogStore& store() const noexcept { return store_; }

  private:
    LogStore store_;
    base::HashKey key_;
};

}  // namespace gate64::dns64d::cache
