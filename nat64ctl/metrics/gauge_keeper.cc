// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/metrics/gauge_keeper.h"

#include <algorithm>

#include "shared/jool/stats.h"

namespace gate64::nat64ctl::metrics {

namespace {

std::int64_t gauge(const jool::Version& module, const std::vector<jool::Counter>& counters,
                   std::string_view name) noexcept {
    return jool::gauge_value(jool::value_of(module, counters, name).value_or(0));
}

}  // namespace

bool GaugeKeeper::has_fallen(const jool::Version& module,
                             const std::vector<jool::Counter>& counters) const noexcept {
    return std::any_of(counters.begin(), counters.end(), [&](const jool::Counter& now) {
        const jool::CounterMeaning* meaning = jool::find_counter(module, now.id);
        // What is not known may be a gauge.
        if (meaning == nullptr || meaning->is_gauge()) return false;
        return std::any_of(last_.begin(), last_.end(), [&](const jool::Counter& before) {
            return before.id == now.id && before.value > now.value;
        });
    });
}

bool GaugeKeeper::observe(const jool::Version& module, const std::vector<jool::Counter>& counters) {
    const bool is_reset = has_fallen(module, counters);
    if (is_reset) {
        ++resets_;
        offset_ = {};
    }
    last_ = counters;
    shown_ = {.bindings = gauge(module, counters, "JSTAT_BIB_ENTRIES"),
              .sessions = gauge(module, counters, "JSTAT_SESSIONS")};
    return is_reset || shown_.bindings + offset_.bindings < 0 ||
           shown_.sessions + offset_.sessions < 0;
}

void GaugeKeeper::calibrate(const TableSizes& counted) noexcept {
    offset_ = {.bindings = counted.bindings - shown_.bindings,
               .sessions = counted.sessions - shown_.sessions};
}

TableSizes GaugeKeeper::sizes() const noexcept {
    return {.bindings = std::max<std::int64_t>(0, shown_.bindings + offset_.bindings),
            .sessions = std::max<std::int64_t>(0, shown_.sessions + offset_.sessions)};
}

}  // namespace gate64::nat64ctl::metrics
