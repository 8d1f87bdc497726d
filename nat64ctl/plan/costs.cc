// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/costs.h"

#include <algorithm>

namespace gate64::nat64ctl::plan {
namespace {

// Jool's JSTAT_SESSIONS: the same in every version of 4.1.
constexpr std::uint16_t sessions_counter = 5;

}  // namespace

std::string ends_sessions(std::optional<std::uint64_t> sessions) {
    if (!sessions) return "ends its sessions";
    if (*sessions == 0) return {};
    return "ends " + std::to_string(*sessions) + (*sessions == 1 ? " session" : " sessions");
}

std::optional<std::uint64_t> sessions_of(const model::InstanceFacts& instance) {
    for (const jool::Counter& counter : instance.counters) {
        const bool is_negative = (counter.value >> 63U) != 0;
        if (counter.id == sessions_counter && !is_negative) return counter.value;
    }
    return std::nullopt;
}

std::vector<RangeSessions> removed_ranges(const Plan& plan) {
    std::vector<RangeSessions> ranges;
    for (const Step& step : plan.steps) {
        if (const auto* removed = std::get_if<RemovePool4>(&step.change))
            ranges.push_back({removed->entry, 0});
    }
    return ranges;
}

bool holds(const RangeSessions& range, jool::Protocol protocol,
           const jool::Endpoint4& src4) noexcept {
    const jool::Pool4Entry& entry = range.entry;
    return entry.protocol == protocol && entry.prefix.contains(src4.address) &&
           entry.port_min <= src4.port && src4.port <= entry.port_max;
}

void set_costs(Plan& plan, const std::vector<RangeSessions>& counted) {
    for (Step& step : plan.steps) {
        const auto* removed = std::get_if<RemovePool4>(&step.change);
        if (removed == nullptr) continue;
        const auto found =
            std::find_if(counted.begin(), counted.end(),
                         [&](const RangeSessions& range) { return range.entry == removed->entry; });
        if (found != counted.end()) step.cost = ends_sessions(found->sessions);
    }
}

}  // namespace gate64::nat64ctl::plan
