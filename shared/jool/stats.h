// SPDX-License-Identifier: Apache-2.0
#pragma once
// What Jool's counters mean. Their numbers shift between releases, so a counter is known by release
// and number. Constant data and pure functions; any thread.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "shared/jool/model.h"
#include "shared/jool/version.h"

namespace gate64::jool {

enum class CounterGroup : std::uint8_t {
    traffic,     ///< packets seen and translated
    gauges,      ///< what is there now
    exhaustion,  ///< something ran out: ports, memory, queues
    refusals,    ///< packets that policy, configuration or the standard does not translate
    errors,      ///< damaged packets and failures on the way out
    sync,        ///< session synchronisation
};
[[nodiscard]] std::string_view name_of(CounterGroup group) noexcept;  ///< "traffic"

struct CounterMeaning {
    std::string_view name;  ///< Jool's: "JSTAT_BIB_ENTRIES"
    CounterGroup group;
    std::string_view meaning;  ///< one plain sentence
    [[nodiscard]] bool is_gauge() const noexcept { return group == CounterGroup::gauges; }
};

/// nullptr: a number that release does not have.
[[nodiscard]] const CounterMeaning* find_counter(const Version& module, std::uint16_t id) noexcept;
/// Jool's name, "stat_<id>" for a number we do not know.
[[nodiscard]] std::string counter_name(const Version& module, std::uint16_t id);
/// The number of a counter by Jool's name, in that release.
[[nodiscard]] std::optional<std::uint16_t> counter_id(const Version& module,
                                                      std::string_view name) noexcept;

/// The value of a counter by Jool's name; nothing when the listing lacks it.
[[nodiscard]] std::optional<std::uint64_t> value_of(const Version& module,
                                                    std::span<const Counter> counters,
                                                    std::string_view name) noexcept;
/// Where TCP's exhaustion of ports is counted: JSTAT_UNKNOWN, on releases we do not know the
/// highest number of the listing. Nothing for an empty listing.
[[nodiscard]] std::optional<std::uint64_t> unknown_of(const Version& module,
                                                      std::span<const Counter> counters) noexcept;

/// After an atomic configuration gauges start at zero while old entries still go, so they wrap:
/// above 2^63 they are negative numbers.
[[nodiscard]] constexpr std::int64_t gauge_value(std::uint64_t value) noexcept {
    return static_cast<std::int64_t>(value);
}

}  // namespace gate64::jool
