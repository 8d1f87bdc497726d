// SPDX-License-Identifier: Apache-2.0
#pragma once
// Sockets that clients reach us at. Opened by the main thread at start (or by whoever still may,
// at a reload) and handed to the shards; every shard has its own pair for each address, and the
// kernel spreads clients over them (SO_REUSEPORT).

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/error.h"
#include "shared/base/unique_fd.h"
#include "shared/net/address.h"

namespace gate64::dns64d::io {

struct ListenOptions {
    /// SO_RCVBUF asked for; the kernel may give less (net.core.rmem_max), which is no error.
    std::uint32_t receive_buffer = 4 << 20;
    int backlog = 1024;
    /// SO_SNDBUF and SO_RCVBUF of each TCP connection, octets.
    int connection_buffer = 131072;
};

/// One address as one shard listens on it.
struct ListenerSockets {
    net::Endpoint endpoint;
    base::UniqueFd udp;
    base::UniqueFd tcp;
};

/// Whether nobody else holds `endpoint`, even somebody who would share it. The error is a sentence
/// that names address, transport and what to do.
[[nodiscard]] base::Result<void> check_free(const net::Endpoint& endpoint);

/// The sockets of all shards: result[shard][address]. All addresses are checked before the first
/// one is bound. With port 0 (tests) all shards get the port the kernel picked for the first.
[[nodiscard]] base::Result<std::vector<std::vector<ListenerSockets>>> open_listeners(
    std::span<const net::Endpoint> endpoints, std::uint32_t shard_count,
    const ListenOptions& options);

}  // namespace gate64::dns64d::io
