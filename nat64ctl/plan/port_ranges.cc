// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/port_ranges.h"

#include <algorithm>

namespace gate64::nat64ctl::plan {
namespace {

// Wider than a port, so that the port after 65535 can be named.
constexpr std::uint32_t after(const model::PortRange& range) noexcept {
    return range.last + 1U;
}

model::PortRange range(std::uint32_t first, std::uint32_t end) noexcept {
    return {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(end - 1)};
}

std::uint32_t width(const model::PortRange& range) noexcept {
    return after(range) - range.first;
}

}  // namespace

PortRanges united(std::span<const model::PortRange> a, std::span<const model::PortRange> b) {
    PortRanges all(a.begin(), a.end());
    all.insert(all.end(), b.begin(), b.end());
    std::sort(all.begin(), all.end());
    PortRanges result;
    for (const model::PortRange& next : all) {
        if (!result.empty() && next.first <= after(result.back()))
            result.back().last = std::max(result.back().last, next.last);
        else
            result.push_back(next);
    }
    return result;
}

PortRanges without(std::span<const model::PortRange> from,
                   std::span<const model::PortRange> taken) {
    const PortRanges holes = united(taken);
    PortRanges result;
    for (const model::PortRange& whole : united(from)) {
        std::uint32_t start = whole.first;
        for (const model::PortRange& hole : holes) {
            if (after(hole) <= start || hole.first > whole.last) continue;
            if (hole.first > start) result.push_back(range(start, hole.first));
            start = after(hole);
        }
        if (start <= whole.last) result.push_back(range(start, after(whole)));
    }
    return result;
}

PortRanges common(std::span<const model::PortRange> a, std::span<const model::PortRange> b) {
    return without(a, without(a, b));
}

std::uint32_t count_of(std::span<const model::PortRange> ranges) noexcept {
    std::uint32_t count = 0;
    for (const model::PortRange& one : ranges)
        count += width(one);
    return count;
}

std::optional<model::PortRange> widest(std::span<const model::PortRange> ranges) {
    const auto found =
        std::max_element(ranges.begin(), ranges.end(),
                         [](const auto& a, const auto& b) { return width(a) < width(b); });
    if (found == ranges.end()) return std::nullopt;
    return *found;
}

PortRanges ports_of(std::span<const jool::Pool4Entry> entries) {
    PortRanges ports;
    for (const jool::Pool4Entry& entry : entries) {
        if (entry.protocol != jool::Protocol::icmp)
            ports.push_back({entry.port_min, entry.port_max});
    }
    return united(ports);
}

std::string text_of(const model::PortRange& range) {
    std::string text = std::to_string(range.first);
    if (range.first != range.last) text += '-' + std::to_string(range.last);
    return text;
}

std::string text_of(std::span<const model::PortRange> ranges) {
    std::string text;
    for (const model::PortRange& one : ranges)
        text += (text.empty() ? "" : ",") + text_of(one);
    return text;
}

}  // namespace gate64::nat64ctl::plan
