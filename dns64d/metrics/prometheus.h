// SPDX-License-Identifier: Apache-2.0
#pragma once
// The metrics page: counters of all shards summed, gauges as given, in Prometheus' text format.
// Pure text out of numbers; labels never carry remote data.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dns64d/metrics/counters.h"

namespace gate64::dns64d::metrics {

/// A value that goes up and down. Gauges of one family stand together, `help` is the family's.
struct Gauge {
    std::string_view family;
    std::string label;  ///< "" or key="value" pairs, values already safe
    std::string_view help;
    double value = 0;
};

[[nodiscard]] std::string prometheus_page(std::span<const Counters* const> shards,
                                          const std::vector<Gauge>& gauges);

/// The sum over shards.
[[nodiscard]] std::uint64_t total(std::span<const Counters* const> shards, Count counter) noexcept;

}  // namespace gate64::dns64d::metrics
