// SPDX-License-Identifier: Apache-2.0
#pragma once
// The part of the configuration that is fixed at start: sockets, threads, memory and limits. Built
// by the main thread, copied into every shard, never changed. Limits of the process are divided
// here, in one place, into what each shard gets.

#include <cstdint>
#include <vector>

#include "dns64d/io/port_set.h"
#include "dns64d/pipeline/pipeline.h"
#include "dns64d/transport/tcp_framer.h"
#include "shared/base/clock.h"
#include "shared/base/siphash.h"
#include "shared/net/address.h"

namespace gate64::dns64d::shard {

/// TCP connections of clients.
struct TcpLimits {
    std::uint32_t clients_max = 4096;   ///< connections, the process
    std::uint32_t per_client_max = 64;  ///< connections of one client address, the process
    /// `idle` follows the replaceable settings.
    transport::TcpTimeouts timeouts{.write = base::Duration{8'000}};
    base::Duration idle_pressed{2'000};  ///< idle time-out while over 3/4 of clients_max
};

/// Sockets to upstream servers.
struct UpstreamSocketLimits {
    std::uint32_t udp_open = 1024;    ///< ready for questions, all shards and servers together
    std::uint32_t udp_open_min = 64;  ///< of one shard for one server, whatever the division says
    std::uint32_t udp_total_max = 8192;  ///< with those that only wait for late answers
    std::uint32_t tcp_max = 128;         ///< connections of one shard
    unsigned uses_min = 24;              ///< questions on one socket, drawn for each socket
    unsigned uses_max = 40;
    base::Duration linger{6'000};        ///< from the last question to closing a used-up socket
    base::Duration tcp_deadline{3'000};  ///< from connecting to the answer
};

struct FixedSettings {
    std::vector<net::Endpoint> listen;
    std::uint32_t shards = 1;                           ///< threads, at least 1
    bool pin = true;                                    ///< one CPU a thread
    std::size_t cache_octets = std::size_t{256} << 20;  ///< all shards and caches together
    std::uint32_t in_flight_max = 65536;                ///< client questions waiting, the process
    std::uint32_t receive_buffers = 1024;               ///< datagrams one shard takes in one turn
    std::uint32_t send_slots = 4096;                    ///< datagrams under way out, one shard
    TcpLimits tcp;
    UpstreamSocketLimits upstream;
    io::PortSet source_ports;
    base::HashKey owner_key;  ///< which shard owns a name
    base::Duration drain_max{2'000};

    /// What one pipeline gets.
    [[nodiscard]] pipeline::PipelineLimits pipeline_limits(std::uint16_t shard) const;
    /// Questions one mailbox between two shards holds.
    [[nodiscard]] std::uint32_t mailbox_capacity() const noexcept;
    /// Ready sockets of one shard for one of `servers` servers.
    [[nodiscard]] std::uint32_t udp_open_each(std::size_t servers) const noexcept;
    /// Descriptors the process needs at most; what RLIMIT_NOFILE should allow.
    [[nodiscard]] std::uint64_t descriptors_max() const noexcept;
};

}  // namespace gate64::dns64d::shard
