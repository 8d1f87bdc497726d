// SPDX-License-Identifier: Apache-2.0
#pragma once
// When questions are due. Open loop: question n is due at start + n / rate whatever the server
// does, and its latency counts from then, so a server that stalls shows the wait of everybody who
// would have asked meanwhile (no coordinated omission). Closed loop: a question is due as soon as
// fewer than the wanted number wait for an answer. Nanoseconds on whatever clock the caller has.
// Pure.

#include <cstdint>
#include <optional>

namespace gate64::bench {

using Nanoseconds = std::int64_t;

class OpenLoop {
  public:
    /// REQUIRES: rate > 0, questions a second. Nothing is due from `end` on.
    OpenLoop(Nanoseconds start, Nanoseconds end, double rate) noexcept
        : start_(start), end_(end), interval_(1e9 / rate) {}

    /// When the next question is due; nothing when the plan is done.
    [[nodiscard]] std::optional<Nanoseconds> due() const noexcept {
        // From the count, not by adding up: rounding must not change the rate.
        const auto at = start_ + static_cast<Nanoseconds>(static_cast<double>(sent_) * interval_);
        if (at >= end_) return std::nullopt;
        return at;
    }
    void sent() noexcept { ++sent_; }
    /// Questions of the whole plan that were not sent.
    [[nodiscard]] std::uint64_t left() const noexcept {
        const double all = static_cast<double>(end_ - start_) / interval_;
        const auto planned = static_cast<std::uint64_t>(all) +
                             (all > static_cast<double>(static_cast<std::uint64_t>(all)) ? 1 : 0);
        return planned > sent_ ? planned - sent_ : 0;
    }

  private:
    Nanoseconds start_;
    Nanoseconds end_;
    double interval_;  ///< ns between two questions
    std::uint64_t sent_ = 0;
};

}  // namespace gate64::bench
