// SPDX-License-Identifier: Apache-2.0
#pragma once
// The TCP connections of clients in one shard: octets between the ring and each connection's
// framer, limits on how many there are and how long each may take. What a connection may ask and
// when it must end is the framer's to say; here are the sockets.
// One a shard; its ring must end before it.

#include <vector>

#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/datagram.h"
#include "dns64d/io/ring.h"
#include "dns64d/metrics/counters.h"
#include "dns64d/shard/connection_census.h"
#include "dns64d/shard/fixed_settings.h"
#include "dns64d/shard/quiet_order.h"
#include "dns64d/shard/sinks.h"
#include "dns64d/transport/tcp_framer.h"
#include "shared/base/slab.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::shard {

class TcpConnections {
  public:
    TcpConnections(io::Ring& ring, io::BufferRing& buffers, metrics::Counters& counters,
                   QuerySink& sink, ConnectionCensus& census, const FixedSettings& fixed);

    /// Takes a connection that was just accepted, or refuses it (counted).
    void adopt(base::UniqueFd fd, base::Instant now);
    /// Sends the answer to one query of the connection `path` names; nothing when it is gone.
    void reply(const pipeline::ReplyPath& path, base::Bytes message, base::Instant now);
    /// Ends the connection that has been quiet for longest, if any may be ended.
    bool close_quietest(base::Instant now);
    void set_idle_timeout(base::Duration idle) noexcept { timeouts_.idle = idle; }
    /// No more queries; each connection ends when its answers are out.
    void drain(base::Instant now);

    /// For Op::client_received and Op::client_sent.
    void on_received(const io::Completion& done, base::Instant now);
    void on_sent(const io::Completion& done, base::Instant now);
    void end_turn(base::Instant now);
    /// When end_turn() has something to do although nothing happened; Instant::max() for never.
    [[nodiscard]] base::Instant next_due() const noexcept;
    [[nodiscard]] std::uint32_t size() const noexcept { return connections_.size(); }

  private:
    struct Connection {
        Connection(base::UniqueFd socket, const net::Endpoint& client, base::Instant now) noexcept
            : fd(std::move(socket)), peer(client), framer(now) {}

        base::UniqueFd fd;
        net::Endpoint peer;
        transport::TcpFramer framer;
        io::OutgoingDatagram send;  ///< what the send under way points to
        bool receiving = false;
        bool sending = false;
        bool closing = false;
        bool touched = false;  ///< in touched_
    };

    void touch(base::Handle handle, Connection& connection);
    void serve(base::Handle handle, base::Instant now);
    void take_queries(base::Handle handle, Connection& connection, base::Instant now);
    void start_receive(base::Handle handle, Connection& connection);
    void start_send(base::Handle handle, Connection& connection);
    /// Everything asked was answered: the kernel delivers what it still holds.
    void close(base::Handle handle, Connection& connection);
    /// For the peer's fault: what it has not fetched is thrown away.
    void close_counted(base::Handle handle, Connection& connection, metrics::Count reason);
    void let_go(base::Handle handle, Connection& connection);
    void close_late(base::Instant now);
    [[nodiscard]] bool is_late(const Connection& connection, const transport::TcpTimeouts& timeouts,
                               base::Instant now) const noexcept;

    io::Ring& ring_;
    io::BufferRing& buffers_;
    metrics::Counters& counters_;
    QuerySink& sink_;
    ConnectionCensus& census_;
    transport::TcpTimeouts timeouts_;
    base::Duration idle_pressed_;
    base::Slab<Connection> connections_;
    QuietOrder order_;                   ///< of those that are not closing
    std::vector<base::Handle> touched_;  ///< something to do at the end of the turn
    std::vector<base::Handle> serving_;  ///< memory of the list being worked on
    base::Instant sweep_at_{};
    bool draining_ = false;
};

}  // namespace gate64::dns64d::shard
