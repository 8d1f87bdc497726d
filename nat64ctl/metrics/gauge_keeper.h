// SPDX-License-Identifier: Apache-2.0
#pragma once
// Bindings and sessions over resets. The kernel's two gauges restart at zero when somebody replaces
// an instance atomically, and then run below zero as older entries go (gauge_value() in
// shared/jool/stats.h). A keeper notices the reset by a counter that fell, asks for one count of
// the tables, and adds the difference from then on. Pure; one an instance, one thread.

#include <cstdint>
#include <optional>
#include <vector>

#include "shared/jool/model.h"
#include "shared/jool/version.h"

namespace gate64::nat64ctl::metrics {

struct TableSizes {
    std::int64_t bindings = 0;
    std::int64_t sessions = 0;
    friend bool operator==(const TableSizes&, const TableSizes&) = default;
};

class GaugeKeeper {
  public:
    /// Takes a listing of counters. True: the gauges cannot be trusted, count the tables once and
    /// call calibrate(). That is so after a reset, and for a gauge below zero.
    [[nodiscard]] bool observe(const jool::Version& module,
                               const std::vector<jool::Counter>& counters);
    /// `counted`: entries found in the tables right after the listing last observed.
    void calibrate(const TableSizes& counted) noexcept;

    /// As of the last listing; never below zero.
    [[nodiscard]] TableSizes sizes() const noexcept;
    /// Resets seen since this keeper was made.
    [[nodiscard]] std::uint64_t resets() const noexcept { return resets_; }

  private:
    [[nodiscard]] bool has_fallen(const jool::Version& module,
                                  const std::vector<jool::Counter>& counters) const noexcept;
    std::vector<jool::Counter> last_;
    TableSizes shown_;   ///< what the kernel's gauges say
    TableSizes offset_;  ///< what they lack
    std::uint64_t resets_ = 0;
};

}  // namespace gate64::nat64ctl::metrics
