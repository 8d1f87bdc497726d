// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/model/ports.h"

#include <algorithm>
#include <charconv>

namespace gate64::nat64ctl::model {
namespace {

constexpr std::string_view white_space = " \t\n";

std::string_view trimmed(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::optional<std::uint16_t> parse_port(std::string_view text) noexcept {
    text = trimmed(text);
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return port;
}

/// `second` empty: a range of one.
std::optional<PortRange> range_of(std::string_view first, std::string_view second) noexcept {
    const auto low = parse_port(first);
    const auto high = second.empty() ? low : parse_port(second);
    if (!low || !high || *low > *high) return std::nullopt;
    return PortRange{*low, *high};
}

PortRange range(unsigned first, unsigned last) noexcept {
    return {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
}

}  // namespace

PortSet normalised(std::vector<PortRange> ranges) {
    std::sort(ranges.begin(), ranges.end());
    PortSet set;
    for (const PortRange& next : ranges) {
        if (next.first > next.last) continue;
        if (!set.empty() && next.first <= set.back().last + 1) {
            set.back().last = std::max(set.back().last, next.last);
        } else {
            set.push_back(next);
        }
    }
    return set;
}

PortSet merged(const PortSet& a, const PortSet& b) {
    std::vector<PortRange> both(a);
    both.insert(both.end(), b.begin(), b.end());
    return normalised(std::move(both));
}

PortSet subtracted(const PortSet& a, const PortSet& b) {
    PortSet left;
    for (const PortRange& whole : a) {
        unsigned first = whole.first;
        for (const PortRange& hole : b) {
            if (hole.last < first || hole.first > whole.last) continue;
            if (hole.first > first) left.push_back(range(first, hole.first - 1U));
            first = hole.last + 1U;
        }
        if (first <= whole.last) left.push_back(range(first, whole.last));
    }
    return left;
}

PortSet common(const PortSet& a, const PortSet& b) {
    PortSet both;
    for (const PortRange& x : a) {
        for (const PortRange& y : b) {
            if (overlap(x, y)) {
                both.push_back({std::max(x.first, y.first), std::min(x.last, y.last)});
            }
        }
    }
    return both;
}

std::uint32_t count_of(const PortSet& ports) noexcept {
    std::uint32_t count = 0;
    for (const PortRange& range : ports)
        count += 1U + range.last - range.first;
    return count;
}

bool contains(const PortSet& ports, std::uint16_t port) noexcept {
    return std::any_of(ports.begin(), ports.end(), [port](const PortRange& range) {
        return range.first <= port && port <= range.last;
    });
}

std::optional<PortSet> parse_port_list(std::string_view text) {
    std::vector<PortRange> ranges;
    text = trimmed(text);
    while (!text.empty()) {
        const auto comma = text.find(',');
        const std::string_view part = text.substr(0, comma);
        const auto dash = part.find('-');
        const bool is_pair = dash != std::string_view::npos;
        const auto range =
            range_of(part.substr(0, dash), is_pair ? part.substr(dash + 1) : std::string_view());
        if (!range || (is_pair && trimmed(part.substr(dash + 1)).empty())) return std::nullopt;
        ranges.push_back(*range);
        if (comma == std::string_view::npos) break;
        text.remove_prefix(comma + 1);
        if (trimmed(text).empty()) return std::nullopt;
    }
    return normalised(std::move(ranges));
}

std::string port_list_text(const PortSet& ports) {
    std::string text;
    for (const PortRange& range : ports) {
        if (!text.empty()) text += ',';
        text += std::to_string(range.first);
        if (range.last != range.first) text += '-' + std::to_string(range.last);
    }
    return text;
}

std::optional<PortRange> parse_port_pair(std::string_view text) {
    text = trimmed(text);
    const auto gap = text.find_first_of(white_space);
    if (gap == std::string_view::npos) return std::nullopt;
    return range_of(text.substr(0, gap), text.substr(gap));
}

std::string port_pair_text(const PortRange& range) {
    return std::to_string(range.first) + ' ' + std::to_string(range.last);
}

}  // namespace gate64::nat64ctl::model
