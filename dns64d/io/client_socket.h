// SPDX-License-Identifier: Apache-2.0
#pragma once
// Sockets that we reach upstream servers with, bound to a port that a CSPRNG chose from the whole
// set. Called on the shard's thread; none of these calls waits.

#include <expected>

#include "dns64d/io/port_set.h"
#include "shared/base/random.h"
#include "shared/base/unique_fd.h"
#include "shared/net/address.h"

namespace gate64::dns64d::io {

/// A UDP socket that receives from `server` alone, path MTU reports ignored. Whatever came in
/// between binding and connecting, from anybody, has been thrown away. The error is an errno.
[[nodiscard]] std::expected<base::UniqueFd, int> open_upstream_udp(const net::Endpoint& server,
                                                                   const PortSet& ports,
                                                                   base::Random& random) noexcept;

/// A TCP socket for `server`, bound but not connected yet. The error is an errno.
[[nodiscard]] std::expected<base::UniqueFd, int> open_upstream_tcp(const net::Endpoint& server,
                                                                   const PortSet& ports,
                                                                   base::Random& random) noexcept;

}  // namespace gate64::dns64d::io
