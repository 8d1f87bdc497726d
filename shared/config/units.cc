// SPDX-License-Identifier: Apache-2.0
#include "shared/config/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace gate64::config {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

// Largest first, so that the first that divides gives the shortest text.
constexpr std::array duration_units = {
    Unit{"w", 604'800'000}, Unit{"d", 86'400'000}, Unit{"h", 3'600'000},
    Unit{"m", 60'000},      Unit{"s", 1'000},      Unit{"ms", 1},
};
constexpr std::array size_units = {
    Unit{"TiB", std::uint64_t{1} << 40},
    Unit{"GiB", std::uint64_t{1} << 30},
    Unit{"MiB", std::uint64_t{1} << 20},
    Unit{"KiB", std::uint64_t{1} << 10},
    Unit{"B", 1},
};

std::size_t digits_at_start(std::string_view text) noexcept {
    const auto end =
        std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; });
    return static_cast<std::size_t>(end - text.begin());
}

// `form` says how it should be written, for the error.
template <std::size_t N>
base::Result<std::uint64_t> parse_with_unit(std::string_view text, const std::array<Unit, N>& units,
                                            std::string_view form) {
    const std::size_t digits = digits_at_start(text);
    const std::string_view name = text.substr(digits);
    const auto unit = std::find_if(units.begin(), units.end(),
                                   [name](const Unit& known) { return known.name == name; });
    if (digits == 0 || unit == units.end()) return base::fail(std::string(form));
    const auto count = parse_decimal(text.substr(0, digits));
    if (!count || *count > std::numeric_limits<std::int64_t>::max() / unit->factor) {
        return base::fail("the number is too large");
    }
    return *count * unit->factor;
}

template <std::size_t N>
std::string text_with_unit(std::uint64_t value, const std::array<Unit, N>& units,
                           std::string_view zero) {
    if (value == 0) return std::string(zero);
    for (const Unit& unit : units) {
        if (value % unit.factor == 0) {
            return std::to_string(value / unit.factor) + std::string(unit.name);
        }
    }
    return std::to_string(value);  // not reached: the smallest factor is 1
}

}  // namespace

base::Result<std::uint64_t> parse_decimal(std::string_view text) {
    if (text.empty() || digits_at_start(text) != text.size()) {
        return base::fail("not a decimal number");
    }
    std::uint64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc()) return base::fail("the number is too large");
    return value;
}

base::Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
    const auto ms =
        parse_with_unit(text, duration_units, "a number with ms, s, m, h, d or w is needed");
    if (!ms) return std::unexpected(ms.error());
    return std::chrono::milliseconds(static_cast<std::int64_t>(*ms));
}

std::string duration_text(std::chrono::milliseconds value) {
    return text_with_unit(static_cast<std::uint64_t>(value.count()), duration_units, "0s");
}

base::Result<std::uint64_t> parse_size(std::string_view text) {
    return parse_with_unit(text, size_units, "a number with B, KiB, MiB, GiB or TiB is needed");
}

std::string size_text(std::uint64_t octets) {
    return text_with_unit(octets, size_units, "0B");
}

}  // namespace gate64::config
