// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a step costs the clients: sessions that end. Those of a whole instance are a counter; those
// of a pool4 range must be counted in the listing, which the caller does for the ranges that
// removed_ranges() names. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::plan {

/// "ends 214 sessions"; "" for none; "ends its sessions" when the number is unknown.
[[nodiscard]] std::string ends_sessions(std::optional<std::uint64_t> sessions);

/// The gauge of the instance's sessions. Nothing: not listed, or it ran below zero, as it does
/// when an instance was replaced atomically.
[[nodiscard]] std::optional<std::uint64_t> sessions_of(const model::InstanceFacts& instance);

/// Sessions counted in what one RemovePool4 step takes away.
struct RangeSessions {
    jool::Pool4Entry entry;
    std::uint64_t sessions = 0;
};

/// What to count, with zeroes. Empty for most plans.
[[nodiscard]] std::vector<RangeSessions> removed_ranges(const Plan& plan);
/// Whether a session of `protocol` that stands on `src4` is one of this range.
[[nodiscard]] bool holds(const RangeSessions& range, jool::Protocol protocol,
                         const jool::Endpoint4& src4) noexcept;
/// Writes the cost into the steps.
void set_costs(Plan& plan, const std::vector<RangeSessions>& counted);

}  // namespace gate64::nat64ctl::plan
