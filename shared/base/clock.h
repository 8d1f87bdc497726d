// SPDX-License-Identifier: Apache-2.0
#pragma once
// Monotonic time in milliseconds. The loop reads the clock once a turn and hands the instant down;
// nothing below the loop asks for the time itself. The wall clock is for logs only.

#include <chrono>
#include <cstdint>

namespace gate64::base {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::time_point<std::chrono::steady_clock, Duration>;

/// CLOCK_MONOTONIC, cut to milliseconds.
[[nodiscard]] inline Instant now() noexcept {
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

/// Whole seconds from `from` to `to`, 0 when `to` is earlier.
[[nodiscard]] constexpr std::uint32_t seconds_between(Instant from, Instant to) noexcept {
    if (to <= from) return 0;
    return static_cast<std::uint32_t>((to - from).count() / 1000);
}

}  // namespace gate64::base
