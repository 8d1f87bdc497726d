// SPDX-License-Identifier: Apache-2.0
#pragma once
// The counters of every release that we know, for stats.cc only. Constant data.

#include <span>

#include "shared/jool/stats.h"

namespace gate64::jool {

/// Numbers 1 to 67, alike in all of 4.1.
[[nodiscard]] std::span<const CounterMeaning> stable_counters() noexcept;
/// Numbers from 68 on, the filler left out; for releases we do not know those of the newest.
[[nodiscard]] std::span<const CounterMeaning> late_counters(const Version& module) noexcept;

}  // namespace gate64::jool
