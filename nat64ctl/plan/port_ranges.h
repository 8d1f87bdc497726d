// SPDX-License-Identifier: Apache-2.0
#pragma once
// Sets of ports as ordered ranges: what sysctls hold and what plan reckons with. Every function
// gives ranges in ascending order that neither overlap nor touch. Pure.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nat64ctl/model/kernel_facts.h"
#include "shared/jool/model.h"

namespace gate64::nat64ctl::plan {

using PortRanges = std::vector<model::PortRange>;

[[nodiscard]] PortRanges united(std::span<const model::PortRange> a,
                                std::span<const model::PortRange> b = {});
[[nodiscard]] PortRanges without(std::span<const model::PortRange> from,
                                 std::span<const model::PortRange> taken);
[[nodiscard]] PortRanges common(std::span<const model::PortRange> a,
                                std::span<const model::PortRange> b);

/// How many ports they hold. REQUIRES: united().
[[nodiscard]] std::uint32_t count_of(std::span<const model::PortRange> ranges) noexcept;

/// The widest one, the first of several; nothing of nothing.
[[nodiscard]] std::optional<model::PortRange> widest(std::span<const model::PortRange> ranges);

/// The TCP and UDP ports of `entries`, whatever their address. ICMP identifiers are no ports.
[[nodiscard]] PortRanges ports_of(std::span<const jool::Pool4Entry> entries);

/// "8080,61000-65535", as net.ipv4.ip_local_reserved_ports has it; "" for none.
[[nodiscard]] std::string text_of(std::span<const model::PortRange> ranges);
[[nodiscard]] std::string text_of(const model::PortRange& range);

}  // namespace gate64::nat64ctl::plan
