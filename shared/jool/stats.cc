// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/stats.h"

#include <algorithm>

#include "shared/jool/stats_rows.h"

namespace gate64::jool {

std::string_view name_of(CounterGroup group) noexcept {
    switch (group) {
        case CounterGroup::traffic:
            return "traffic";
        case CounterGroup::gauges:
            return "gauges";
        case CounterGroup::exhaustion:
            return "exhaustion";
        case CounterGroup::refusals:
            return "refusals";
        case CounterGroup::errors:
            return "errors";
        case CounterGroup::sync:
            return "sync";
    }
    return "unknown";
}

const CounterMeaning* find_counter(const Version& module, std::uint16_t id) noexcept {
    const auto stable = stable_counters();
    if (id == 0) return nullptr;
    if (id <= stable.size()) return &stable[id - 1U];
    if (!module.is_known_layout()) return nullptr;
    const auto late = late_counters(module);
    const std::size_t index = id - stable.size() - 1;
    return index < late.size() ? &late[index] : nullptr;
}

std::string counter_name(const Version& module, std::uint16_t id) {
    const CounterMeaning* const meaning = find_counter(module, id);
    return meaning != nullptr ? std::string(meaning->name) : "stat_" + std::to_string(id);
}

std::optional<std::uint16_t> counter_id(const Version& module, std::string_view name) noexcept {
    const std::size_t count = stable_counters().size() + late_counters(module).size();
    for (std::uint16_t id = 1; id <= count; ++id) {
        const CounterMeaning* const meaning = find_counter(module, id);
        if (meaning != nullptr && meaning->name == name) return id;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> value_of(const Version& module, std::span<const Counter> counters,
                                      std::string_view name) noexcept {
    const auto id = counter_id(module, name);
    if (!id) return std::nullopt;
    for (const Counter& counter : counters)
        if (counter.id == *id) return counter.value;
    return std::nullopt;
}

std::optional<std::uint64_t> unknown_of(const Version& module,
                                        std::span<const Counter> counters) noexcept {
    if (module.is_known_layout()) return value_of(module, counters, "JSTAT_UNKNOWN");
    const auto last =
        std::max_element(counters.begin(), counters.end(),
                         [](const Counter& a, const Counter& b) { return a.id < b.id; });
    if (last == counters.end()) return std::nullopt;
    return last->value;
}

}  // namespace gate64::jool
