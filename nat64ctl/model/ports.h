// SPDX-License-Identifier: Apache-2.0
#pragma once
// Sets of ports as ordered lists of ranges, and the two text forms of the kernel's settings:
// "32768 60999" of ip_local_port_range and "8080,61000-65535" of ip_local_reserved_ports
// (Documentation/networking/ip-sysctl). Pure.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/model/kernel_facts.h"

namespace gate64::nat64ctl::model {

/// Ordered by first port; no two overlap or touch.
using PortSet = std::vector<PortRange>;

/// Ranges in any order, overlapping or touching, as a set. A range whose first exceeds its last
/// holds nothing.
[[nodiscard]] PortSet normalised(std::vector<PortRange> ranges);
[[nodiscard]] PortSet merged(const PortSet& a, const PortSet& b);
/// What is in `a` and not in `b`.
[[nodiscard]] PortSet subtracted(const PortSet& a, const PortSet& b);
/// What is in both.
[[nodiscard]] PortSet common(const PortSet& a, const PortSet& b);
/// How many ports there are, at most 65,536.
[[nodiscard]] std::uint32_t count_of(const PortSet& ports) noexcept;
[[nodiscard]] bool contains(const PortSet& ports, std::uint16_t port) noexcept;
[[nodiscard]] constexpr bool overlap(const PortRange& a, const PortRange& b) noexcept {
    return a.first <= b.last && b.first <= a.last;
}

/// "8080,61000-65535", white space around numbers allowed; "" is the empty set. Nothing when the
/// text is anything else.
[[nodiscard]] std::optional<PortSet> parse_port_list(std::string_view text);
/// As the kernel prints it; "" for the empty set.
[[nodiscard]] std::string port_list_text(const PortSet& ports);

/// Two numbers apart by white space, the first not above the second.
[[nodiscard]] std::optional<PortRange> parse_port_pair(std::string_view text);
[[nodiscard]] std::string port_pair_text(const PortRange& range);  ///< "32768 60999"

}  // namespace gate64::nat64ctl::model
