// SPDX-License-Identifier: Apache-2.0
#pragma once
// The TCP sockets clients connect to: one multishot accept each. When descriptors run out the
// quietest connection ends and accepting pauses for a moment instead of spinning; UDP goes on.
// One a shard.

#include <vector>

#include "dns64d/io/ring.h"
#include "dns64d/shard/tcp_connections.h"
#include "shared/base/clock.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::shard {

class TcpListeners {
  public:
    TcpListeners(io::Ring& ring, TcpConnections& connections) noexcept
        : ring_(ring), connections_(connections) {}

    /// Accepts from the next end_turn() on.
    void add(const net::Endpoint& endpoint, base::UniqueFd fd);
    /// Stops accepting at `endpoint` and closes it; its connections stay.
    void remove(const net::Endpoint& endpoint);
    /// Accepts nothing more.
    void stop();
    /// For Op::client_accepted.
    void on_accepted(const io::Completion& done, base::Instant now);
    void end_turn(base::Instant now);
    /// When end_turn() has something to do although nothing happened; Instant::max() for never.
    [[nodiscard]] base::Instant next_due() const noexcept { return retry_at_; }

  private:
    struct Listener {
        net::Endpoint endpoint;
        base::UniqueFd fd;
        bool armed = false;
        bool removed = false;
    };

    io::Ring& ring_;
    TcpConnections& connections_;
    std::vector<Listener> listeners_;  ///< places are never used again
    bool stopped_ = false;
    base::Instant retry_at_ = base::Instant::max();  ///< arm what is not armed
};

}  // namespace gate64::dns64d::shard
