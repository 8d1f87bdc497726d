// SPDX-License-Identifier: Apache-2.0
#pragma once
// The interfaces of the calling thread's network namespace: state, MTU, addresses, qdiscs, offloads
// and how they take router advertisements. Read by rtnetlink, SIOCETHTOOL and /proc/sys.

#include <vector>

#include "nat64ctl/model/network_facts.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

/// Interfaces beyond this many are left out: each costs several system calls.
inline constexpr std::size_t interfaces_max = 4096;

/// Ordered by index. has_ra_default_route comes from routes.h and is false here.
[[nodiscard]] base::Result<std::vector<model::InterfaceFacts>> read_interfaces();

}  // namespace gate64::nat64ctl::system
