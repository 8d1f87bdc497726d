// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/gauge.h"

#include <algorithm>

namespace gate64::nat64ctl::commands {
namespace {

constexpr std::size_t bar_cells = 20;
constexpr unsigned warning_percent = 70;
constexpr unsigned bad_percent = 90;

}  // namespace

std::optional<std::uint64_t> gauge_value(std::uint64_t reading) noexcept {
    if (reading >= std::uint64_t{1} << 63U) return std::nullopt;
    return reading;
}

unsigned percent_of(std::uint64_t used, std::uint64_t capacity) noexcept {
    if (capacity == 0) return 0;
    return static_cast<unsigned>(std::min(used, capacity) * 100 / capacity);
}

cli::Tone tone_of(unsigned percent) noexcept {
    if (percent >= bad_percent) return cli::Tone::bad;
    return percent >= warning_percent ? cli::Tone::warning : cli::Tone::good;
}

std::string gauge_text(const cli::Terminal& terminal, std::uint64_t used, std::uint64_t capacity) {
    const unsigned percent = percent_of(used, capacity);
    // One cell for anything at all, so that little is not taken for nothing.
    const std::size_t full = used == 0 ? 0 : std::max<std::size_t>(1, bar_cells * percent / 100);
    const std::string number = std::to_string(percent);
    return '[' + terminal.paint(tone_of(percent), std::string(full, '#')) +
           std::string(bar_cells - full, '.') + "] " +
           std::string(3 - std::min<std::size_t>(3, number.size()), ' ') + number + "% " +
           grouped(used) + " of " + grouped(capacity);
}

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3)
        text.insert(at - 3, 1, ',');
    return text;
}

}  // namespace gate64::nat64ctl::commands
