// SPDX-License-Identifier: Apache-2.0
#pragma once
// The UDP sockets clients send to: one multishot receive each, all into one group of buffers.
// When the kernel ends a receive (out of buffers, an error) it is armed again at the end of the
// turn, when the buffers of the batch are back. One a shard.

#include <vector>

#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/ring.h"
#include "dns64d/metrics/counters.h"
#include "dns64d/shard/sinks.h"
#include "shared/base/clock.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::shard {

class UdpListeners {
  public:
    UdpListeners(io::Ring& ring, io::BufferRing& buffers, metrics::Counters& counters,
                 QuerySink& sink) noexcept;

    /// Receives from the next end_turn() on.
    void add(const net::Endpoint& endpoint, base::UniqueFd fd);
    /// Stops receiving at `endpoint` and closes it; answers still under way to it are lost.
    void remove(const net::Endpoint& endpoint);
    /// Receives nothing more; answers can still be sent.
    void stop();
    /// For Op::client_datagram.
    void on_received(const io::Completion& done);
    void end_turn(base::Instant now);
    /// When end_turn() has something to do although nothing happened; Instant::max() for never.
    [[nodiscard]] base::Instant next_due() const noexcept { return retry_at_; }

    /// The socket for answers to a query of `listener`; -1 when it was removed.
    [[nodiscard]] int fd(std::uint16_t listener) const noexcept;

  private:
    struct Listener {
        net::Endpoint endpoint;
        base::UniqueFd fd;
        bool armed = false;    ///< the kernel receives
        bool failing = false;  ///< the last receive ended with an error: wait before the next
        bool removed = false;
    };

    void deliver(std::uint16_t listener, base::Bytes buffer);

    io::Ring& ring_;
    io::BufferRing& buffers_;
    metrics::Counters& counters_;
    QuerySink& sink_;
    /// Places are never used again: a late answer must not leave from another socket.
    std::vector<Listener> listeners_;
    bool stopped_ = false;
    bool unarmed_ = false;  ///< some listener waits for end_turn()
    base::Instant retry_at_ = base::Instant::max();
};

}  // namespace gate64::dns64d::shard
