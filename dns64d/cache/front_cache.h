// SPDX-License-Identifier: Apache-2.0
#pragma once
// Finished answers by everything that changed them, so a hot question is one look-up, one copy and
// a few patches. Derived state: cleared whole on reload and flush. Answers are kept without OPT;
// EDNS, extended errors and truncation are put on at output.
// Single-threaded: each shard has its own, for the names that are asked there.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "dns64d/cache/log_store.h"
#include "dns64d/model/question.h"
#include "shared/base/clock.h"
#include "shared/base/siphash.h"
#include "shared/dns/types.h"

namespace gate64::dns64d::cache {

/// Longer finished answers are built anew each time.
inline constexpr std::size_t front_message_bytes_max = 4096;

struct FrontKey {
    dns::NameView name;
    std::uint16_t type = 0;
    std::uint32_t policy_set = 0;  ///< Settings::policy_sets index of this generation
    model::QueryFlags flags;
};

/// A packet that needs only id, RD, letter case, TTLs, OPT and the size limit.
struct FinishedAnswer {
    base::Bytes message;                         ///< from the header on, without OPT
    std::span<const std::uint16_t> ttl_offsets;  ///< where TTL fields are, ascending
    std::uint32_t ttl = 0;                       ///< seconds it may be kept
    std::uint32_t age = 0;                       ///< seconds since it was kept; subtract from TTLs
    dns::Ede ede = dns::Ede::none;
    std::string_view ede_text;  ///< static storage, so keeping the view is enough
    std::uint8_t reason = 0;    ///< dns64::Reason, for counters and EDE text
    bool stale = false;
};

class FrontCache {
  public:
    FrontCache(std::size_t bytes, const base::HashKey& key);

    struct Hit {
        FinishedAnswer answer;  ///< views live until the next insert
        /// True for one hit in the last tenth of the TTL: the owner should refresh its sources.
        bool refresh = false;
    };
    /// Only answers that are still fresh.
    [[nodiscard]] std::optional<Hit> find(const FrontKey& key, base::Instant now) noexcept;
    /// Not kept when ttl is 0 or the message is longer than front_message_bytes_max.
    /// REQUIRES: neither argument views this cache.
    void insert(const FrontKey& key, const FinishedAnswer& answer, base::Instant now) noexcept;
    void clear() noexcept;

    [[nodiscard]] const LogStore& store() const noexcept { return store_; }

  private:
    LogStore store_;
    base::HashKey key_;
};

}  // namespace gate64::dns64d::cache
