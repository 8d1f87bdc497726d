// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the upstream engine wants done by the outside. The shard carries it out with sockets; tests
// and the simulator with scripts. Calls are made on the shard's thread and return at once.

#include <cstdint>

#include "shared/base/bytes.h"
#include "shared/net/address.h"

namespace gate64::dns64d::upstream {

/// Where a question left: one UDP socket connected to one server, or one TCP connection. 0: none.
/// Packets come back with the path they arrived on. A UDP path outlives single questions; its
/// token is never reused for another socket.
using PathId = std::uint64_t;

class Effects {
  public:
    Effects() = default;
    Effects(const Effects&) = delete;
    Effects& operator=(const Effects&) = delete;
    virtual ~Effects() = default;

    /// A UDP socket connected to `server`, chosen at random from the pool for it; 0 when none can
    /// be had.
    [[nodiscard]] virtual PathId pick_udp(const net::Endpoint& server) = 0;
    /// Sends on a path from pick_udp(). The bytes are copied.
    virtual void send_udp(PathId path, base::Bytes message) = 0;
    /// Connects to `server` and sends one framed message. 0 when the limit of connections is
    /// reached. Answers come in through on_message(), an end through on_tcp_closed().
    [[nodiscard]] virtual PathId open_tcp(const net::Endpoint& server, base::Bytes message) = 0;
    /// The engine is done with a TCP path.
    virtual void close_tcp(PathId path) = 0;
};

}  // namespace gate64::dns64d::upstream
