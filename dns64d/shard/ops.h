// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a completion on a shard's ring belongs to, and the names of its buffer groups.

#include <cstdint>

#include "dns64d/io/user_data.h"

namespace gate64::dns64d::shard {

/// The comment says what index and generation name.
enum class Op : std::uint8_t {
    ignored,             ///< nobody waits for it (a cancel request)
    client_datagram,     ///< UdpListeners slot
    datagram_sent,       ///< Sender slot
    client_accepted,     ///< TcpServer listener slot
    client_received,     ///< TcpServer connection
    client_sent,         ///< TcpServer connection
    upstream_datagram,   ///< UpstreamSockets socket
    upstream_connected,  ///< UpstreamTcp connection
    upstream_sent,       ///< UpstreamTcp connection
    upstream_received,   ///< UpstreamTcp connection
    doorbell_heard,      ///< another shard put mail into a mailbox
    doorbell_rung,       ///< index: the shard we rang at
    control,             ///< the control inbox
};

[[nodiscard]] constexpr io::UserData tag(Op op, base::Handle handle) noexcept {
    return {.op = static_cast<std::uint8_t>(op),
            .index = handle.index,
            .generation = handle.generation};
}
[[nodiscard]] constexpr io::UserData tag(Op op, std::uint32_t index = 0) noexcept {
    return {.op = static_cast<std::uint8_t>(op), .index = index, .generation = 0};
}

inline constexpr std::uint16_t client_datagram_group = 0;
inline constexpr std::uint16_t upstream_datagram_group = 1;
inline constexpr std::uint16_t stream_group = 2;

}  // namespace gate64::dns64d::shard
