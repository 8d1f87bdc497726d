// SPDX-License-Identifier: Apache-2.0
#pragma once
// Routes of the calling thread's network namespace, as far as translation needs them: one lookup a
// destination, as `ip route get`, and two listings that the kernel filters itself, so that a full
// table costs nothing.

#include <cstdint>
#include <optional>
#include <vector>

#include "nat64ctl/model/network_facts.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

/// Where a packet of this box for `destination` goes. No route is a RouteFact of kind
/// unreachable, not an error.
[[nodiscard]] base::Result<model::RouteFact> look_up_route(const net::IpAddress& destination);

/// Where packets for the Internet go: the route to a root name server, to which nothing is sent. So
/// a full table, two halves or policy rules count as well as a default route. `destination` is
/// 0.0.0.0 or ::. Nothing when there is no way.
[[nodiscard]] base::Result<std::optional<model::RouteFact>> default_route(bool is_ipv4);

/// Indexes of the interfaces that an IPv6 default route made by router advertisements uses
/// (RTPROT_RA), each once.
[[nodiscard]] base::Result<std::vector<std::uint32_t>> interfaces_with_ra_default_route();

/// Routes that discard (blackhole, unreachable, prohibit) for `prefix` or a part of it, at most
/// 256.
[[nodiscard]] base::Result<std::vector<net::Ipv6Prefix>> blackholes_within(
    const net::Ipv6Prefix& prefix);

}  // namespace gate64::nat64ctl::system
