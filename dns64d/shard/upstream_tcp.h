// SPDX-License-Identifier: Apache-2.0
#pragma once
// Questions over TCP to upstream servers: connect from a random port, send one framed message, hand
// in what comes back message by message, all within one deadline. Rare (an answer was truncated or
// an attack suspected), so each connection serves one question. One a shard; its ring must end
// before it.

#include <vector>

#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/datagram.h"
#include "dns64d/io/ring.h"
#include "dns64d/metrics/counters.h"
#include "dns64d/shard/fixed_settings.h"
#include "dns64d/shard/ops.h"
#include "dns64d/shard/sinks.h"
#include "dns64d/transport/frame_reader.h"
#include "shared/base/random.h"
#include "shared/base/slab.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::shard {

class UpstreamTcp {
  public:
    UpstreamTcp(io::Ring& ring, io::BufferRing& buffers, UpstreamSink& sink, base::Random& random,
                const FixedSettings& fixed);

    /// A new path, 0 when the limit of connections is reached or no socket can be had.
    [[nodiscard]] upstream::PathId open(const net::Endpoint& server, base::Bytes message,
                                        base::Instant now);
    /// Nothing comes in on `path` any more. Unknown paths are ignored.
    void close(upstream::PathId path);
    /// Whether `path` is one of open(); UDP paths are not.
    [[nodiscard]] static bool is_tcp(upstream::PathId path) noexcept;

    void on_connected(const io::Completion& done);
    void on_sent(const io::Completion& done);
    void on_received(const io::Completion& done, base::Instant now);
    void end_turn(base::Instant now);
    /// The next deadline; Instant::max() for none.
    [[nodiscard]] base::Instant next_due() const noexcept { return next_due_; }
    [[nodiscard]] std::uint32_t size() const noexcept { return connections_.size(); }

  private:
    struct Connection {
        base::UniqueFd fd;
        io::SocketAddress server;
        std::vector<std::uint8_t> output;  ///< the framed question
        std::size_t sent = 0;
        io::OutgoingDatagram send;
        transport::FrameReader input;
        base::Instant deadline{};
        Op pending = Op::ignored;  ///< the operation under way; one at a time
        bool closing = false;
    };

    void start_send(base::Handle handle, Connection& connection);
    void start_receive(base::Handle handle, Connection& connection);
    /// The connection, unless it was closed meanwhile.
    [[nodiscard]] Connection* completed(const io::Completion& done);
    void fail(base::Handle handle);
    void let_go_closed();
    [[nodiscard]] static upstream::PathId path_of(base::Handle handle) noexcept;

    io::Ring& ring_;
    io::BufferRing& buffers_;
    UpstreamSink& sink_;
    base::Random& random_;
    const FixedSettings& fixed_;
    base::Slab<Connection> connections_;
    base::Instant next_due_ = base::Instant::max();
    /// Closed in this turn: let go at its end, when nobody looks at their octets any more.
    std::vector<base::Handle> closed_;
};

}  // namespace gate64::dns64d::shard
