// SPDX-License-Identifier: Apache-2.0
#pragma once
// How much of something limited is taken: a number, a percentage and a bar. Pure.

#include <cstdint>
#include <optional>
#include <string>

#include "shared/cli/terminal.h"

namespace gate64::nat64ctl::commands {

/// Jool's gauges run below zero when an instance was replaced atomically: such a reading is no
/// number of anything.
[[nodiscard]] std::optional<std::uint64_t> gauge_value(std::uint64_t reading) noexcept;

inline constexpr std::string_view unknown_gauge =
    "unknown: the instance was replaced and its counters restarted below zero; "
    "`nat64ctl status --ports` counts anew";

/// 0 to 100, rounded down; 100 only when nothing is left. Of nothing: 0.
[[nodiscard]] unsigned percent_of(std::uint64_t used, std::uint64_t capacity) noexcept;

/// good below 70 percent, warning below 90, bad from there.
[[nodiscard]] cli::Tone tone_of(unsigned percent) noexcept;

/// "[######..............]  31% 4,217 of 13,608", painted.
[[nodiscard]] std::string gauge_text(const cli::Terminal& terminal, std::uint64_t used,
                                     std::uint64_t capacity);

/// "13,608"
[[nodiscard]] std::string grouped(std::uint64_t number);

}  // namespace gate64::nat64ctl::commands
