// SPDX-License-Identifier: Apache-2.0
#pragma once
// When a cache entry was stored and how long it lives, in the form it has inside the store. For
// the caches of this folder only. A value; any thread.

#include <cstdint>

#include "shared/base/clock.h"

namespace gate64::dns64d::cache {

struct Lifetime {
    std::int64_t stored_ms = 0;  ///< of the monotonic clock
    std::uint32_t ttl = 0;       ///< seconds

    [[nodiscard]] static Lifetime from(base::Instant now, std::uint32_t ttl) noexcept {
        return {now.time_since_epoch().count(), ttl};
    }
    /// True until `extra` after the end of the lifetime.
    [[nodiscard]] bool is_within(base::Instant now, base::Duration extra) const noexcept {
        return elapsed_ms(now) < std::int64_t{ttl} * 1000 + extra.count();
    }
    [[nodiscard]] bool is_fresh(base::Instant now) const noexcept {
        return is_within(now, base::Duration(0));
    }
    /// Fresh, but with less than a tenth of its life left.
    [[nodiscard]] bool is_in_last_tenth(base::Instant now) const noexcept {
        return is_fresh(now) && elapsed_ms(now) >= std::int64_t{ttl} * 900;
    }
    /// Whole seconds since it was stored.
    [[nodiscard]] std::uint32_t age(base::Instant now) const noexcept {
        return base::seconds_between(base::Instant(base::Duration(stored_ms)), now);
    }

  private:
    [[nodiscard]] std::int64_t elapsed_ms(base::Instant now) const noexcept {
        return now.time_since_epoch().count() - stored_ms;
    }
};

}  // namespace gate64::dns64d::cache
