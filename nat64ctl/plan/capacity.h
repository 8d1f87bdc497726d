// SPDX-License-Identifier: Apache-2.0
#pragma once
// How many clients a pool4 serves. A binding takes one port of one address for each client socket,
// whatever the number of servers it talks to (RFC 6146 3.5, endpoint-independent mapping), so the
// ports of a protocol are the sockets it can have at once. Pure.

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "shared/jool/model.h"

namespace gate64::nat64ctl::plan {

/// Ports that planners count for a subscriber at the peak: few, usual, many.
inline constexpr std::array<std::uint32_t, 3> ports_per_subscriber = {500, 1000, 1500};

struct Capacity {
    jool::Protocol protocol = jool::Protocol::tcp;
    std::uint64_t sockets = 0;                   ///< ports over all addresses and marks
    std::array<std::uint64_t, 3> subscribers{};  ///< at each of ports_per_subscriber
    friend bool operator==(const Capacity&, const Capacity&) = default;
};

/// One for each protocol. `pool4` holds no port twice; empty: masquerade with one address.
[[nodiscard]] std::array<Capacity, 3> capacity_of(std::span<const jool::Pool4Entry> pool4);

/// "tcp   4536 sockets: 9 subscribers at 500 ports, 4 at 1000, 3 at 1500", a line a protocol.
[[nodiscard]] std::string text_of(std::span<const Capacity> capacities);

}  // namespace gate64::nat64ctl::plan
