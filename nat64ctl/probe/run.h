// SPDX-License-Identifier: Apache-2.0
#pragma once
// Tries everything at once and waits for what comes back, in the calling thread's network
// namespace. Raw sockets: needs CAP_NET_RAW there.

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "nat64ctl/probe/attempt.h"
#include "shared/net/address.h"

namespace gate64::nat64ctl::probe {

/// A packet without an answer is sent again this often in the time there is: the first packets of
/// a path are the ones that get lost (neighbours resolved, path MTU learned).
inline constexpr int sendings_max = 3;
/// How long attempts that nothing depends on may outlast those that are required.
inline constexpr std::chrono::milliseconds bonus_wait{300};

struct Report {
    std::vector<Result> results;            ///< one an attempt, in order
    std::optional<std::uint32_t> path_mtu;  ///< octets towards the target, as learned
};

[[nodiscard]] Report run_attempts(const std::vector<Attempt>& attempts,
                                  const net::Ipv6Address& target,
                                  std::chrono::milliseconds timeout);

}  // namespace gate64::nat64ctl::probe
