// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/tcp_connections.h"

#include <algorithm>
#include <cerrno>

#include "dns64d/io/socket_address.h"
#include "dns64d/io/socket_option.h"
#include "dns64d/shard/ops.h"

namespace gate64::dns64d::shard {

using metrics::Count;

namespace {

/// How often connections are looked through for late ones.
constexpr base::Duration sweep_interval{250};
/// A connection whose query got no answer for this long; only a bug of ours leads here.
constexpr base::Duration answer_max{30'000};
/// Connections looked at to find one that may be ended for a new one.
constexpr unsigned quietest_tried_max = 16;

/// Places for those that were ended for new ones and whose operations are not over yet.
constexpr std::uint32_t spare_connections = 512;

/// The kernel may give one shard more than its even share.
std::uint32_t capacity_of(const FixedSettings& fixed) noexcept {
    const std::uint32_t share = fixed.tcp.clients_max / fixed.shards;
    return std::min(fixed.tcp.clients_max, share * 2) + spare_connections;
}

}  // namespace

TcpConnections::TcpConnections(io::Ring& ring, io::BufferRing& buffers, metrics::Counters& counters,
                               QuerySink& sink, ConnectionCensus& census,
                               const FixedSettings& fixed)
    : ring_(ring),
      buffers_(buffers),
      counters_(counters),
      sink_(sink),
      census_(census),
      timeouts_(fixed.tcp.timeouts),
      idle_pressed_(fixed.tcp.idle_pressed),
      connections_(capacity_of(fixed)),
      order_(connections_.capacity()) {}

void TcpConnections::adopt(base::UniqueFd fd, base::Instant now) {
    const auto peer = io::peer_of(fd.get());
    if (draining_ || !peer) return;
    using Verdict = ConnectionCensus::Verdict;
    const Verdict verdict = census_.enter(peer->address);
    if (verdict == Verdict::refused_client) {
        counters_.add(Count::tcp_refused_client);
        return;
    }
    const bool full = connections_.size() == connections_.capacity();
    const bool room = (!full && verdict == Verdict::admitted) || close_quietest(now);
    if (!room || connections_.size() == connections_.capacity()) {
        census_.leave(peer->address);
        counters_.add(Count::tcp_refused_total);
        return;
    }
    const base::Handle handle = connections_.create(std::move(fd), *peer, now);
    counters_.add(Count::tcp_accepted);
    order_.push_back(handle.index);
    start_receive(handle, *connections_.get(handle));
}

bool TcpConnections::close_quietest(base::Instant now) {
    std::uint32_t index = order_.first();
    for (unsigned i = 0; i < quietest_tried_max && index != QuietOrder::none; ++i) {
        Connection& connection = *connections_.at(index);
        const bool answered =
            connection.framer.in_flight() == 0 && connection.framer.pending_output().empty();
        if (answered && !connection.framer.has_message()) {
            const base::Handle handle = connections_.handle_at(index);
            close_counted(handle, connection, Count::tcp_closed_idle);
            serve(handle, now);
            return true;
        }
        index = order_.after(index);
    }
    return false;
}

void TcpConnections::touch(base::Handle handle, Connection& connection) {
    if (std::exchange(connection.touched, true)) return;
    touched_.push_back(handle);
}

void TcpConnections::start_receive(base::Handle handle, Connection& connection) {
    connection.receiving =
        ring_.receive(connection.fd.get(), buffers_.group(), tag(Op::client_received, handle));
    if (!connection.receiving) touch(handle, connection);
}

void TcpConnections::start_send(base::Handle handle, Connection& connection) {
    const base::Bytes output = connection.framer.pending_output();
    if (output.empty()) return;
    connection.send.address_connected();
    connection.send.payload(output);
    connection.sending = ring_.send_message(connection.fd.get(), connection.send.header,
                                            tag(Op::client_sent, handle));
    if (!connection.sending) touch(handle, connection);
}

void TcpConnections::on_received(const io::Completion& done, base::Instant now) {
    const base::Handle handle = done.data.handle();
    Connection* connection = connections_.get(handle);
    auto fed = transport::FeedResult::ok;
    if (done.has_buffer()) {
        if (connection != nullptr && !connection->closing && done.result > 0) {
            const auto size = static_cast<std::size_t>(done.result);
            fed = connection->framer.feed(buffers_.bytes(done.buffer(), size), now);
        }
        buffers_.give_back(done.buffer());
    }
    if (connection == nullptr) return;
    connection->receiving = false;
    touch(handle, *connection);
    if (connection->closing) return;
    if (fed == transport::FeedResult::too_many_reads) {
        return close_counted(handle, *connection, Count::tcp_closed_slow);
    }
    if (fed != transport::FeedResult::ok) {
        return close_counted(handle, *connection, Count::tcp_closed_error);
    }
    if (done.result == -ENOBUFS) return counters_.add(Count::receive_no_buffers);
    if (done.result == 0) connection->framer.end_of_input();
    if (done.result < 0) return close_counted(handle, *connection, Count::tcp_closed_error);
    take_queries(handle, *connection, now);
}

void TcpConnections::take_queries(base::Handle handle, Connection& connection, base::Instant now) {
    pipeline::ReplyPath path;
    path.transport = pipeline::Transport::tcp;
    path.peer = connection.peer;
    path.connection = handle;
    while (!draining_ && !connection.closing) {
        const auto message = connection.framer.next_message();
        if (!message) return;
        order_.move_to_back(handle.index);
        // Something that is itself a response gets none (RFC 1035 4.1.1: the QR bit).
        const bool is_response = ((*message)[2] & 0x80) != 0;
        sink_.on_query(path, *message);
        if (is_response && connection.framer.in_flight() > 0) connection.framer.abandon_query(now);
    }
}

void TcpConnections::reply(const pipeline::ReplyPath& path, base::Bytes message,
                           base::Instant now) {
    Connection* connection = connections_.get(path.connection);
    if (connection == nullptr || connection->closing || connection->framer.in_flight() == 0) return;
    touch(path.connection, *connection);
    if (!connection->framer.queue_answer(message, now)) {
        close_counted(path.connection, *connection, Count::tcp_closed_slow);
    }
}

void TcpConnections::on_sent(const io::Completion& done, base::Instant now) {
    const base::Handle handle = done.data.handle();
    Connection* connection = connections_.get(handle);
    if (connection == nullptr) return;
    connection->sending = false;
    touch(handle, *connection);
    if (connection->closing) return;
    if (done.result <= 0) return close_counted(handle, *connection, Count::tcp_closed_error);
    connection->framer.consume_output(static_cast<std::size_t>(done.result), now);
}

void TcpConnections::serve(base::Handle handle, base::Instant now) {
    Connection* connection = connections_.get(handle);
    if (connection == nullptr) return;
    connection->touched = false;
    if (!connection->closing) take_queries(handle, *connection, now);
    if (!connection->closing) {
        const transport::TcpFramer& framer = connection->framer;
        if (!connection->sending) start_send(handle, *connection);
        const bool answered = framer.in_flight() == 0 && !connection->sending;
        if (framer.is_finished() || (draining_ && answered)) {
            close(handle, *connection);
        } else if (!connection->receiving && !draining_ && framer.wants_read()) {
            start_receive(handle, *connection);
        }
    }
    if (connection->closing) let_go(handle, *connection);
}

void TcpConnections::close_counted(base::Handle handle, Connection& connection, Count reason) {
    counters_.add(reason);
    // A peer that fetches nothing must not keep our answers in the kernel's memory.
    if (!connection.framer.pending_output().empty() || io::has_unsent_octets(connection.fd.get())) {
        (void)io::set_abort_on_close(connection.fd.get());
    }
    close(handle, connection);
}

void TcpConnections::close(base::Handle handle, Connection& connection) {
    connection.closing = true;
    order_.remove(handle.index);
    if (connection.receiving) {
        (void)ring_.cancel(tag(Op::client_received, handle), tag(Op::ignored));
    }
    if (connection.sending) (void)ring_.cancel(tag(Op::client_sent, handle), tag(Op::ignored));
    touch(handle, connection);
}

void TcpConnections::let_go(base::Handle handle, Connection& connection) {
    if (connection.receiving || connection.sending) return;
    census_.leave(connection.peer.address);
    connections_.release(handle);
}

bool TcpConnections::is_late(const Connection& connection, const transport::TcpTimeouts& timeouts,
                             base::Instant now) const noexcept {
    return connection.framer.deadline(timeouts) <= now ||
           (connection.framer.in_flight() > 0 &&
            connection.framer.last_activity() + answer_max <= now);
}

void TcpConnections::close_late(base::Instant now) {
    transport::TcpTimeouts timeouts = timeouts_;
    if (census_.pressed()) timeouts.idle = std::min(timeouts.idle, idle_pressed_);
    for (std::uint32_t i = 0; i < connections_.capacity(); ++i) {
        Connection* connection = connections_.at(i);
        if (connection == nullptr) continue;
        const base::Handle handle = connections_.handle_at(i);
        if (connection->closing) {
            // The cancellation may have found no place in the queue: try again.
            if (connection->receiving) {
                (void)ring_.cancel(tag(Op::client_received, handle), tag(Op::ignored));
            }
            if (connection->sending) {
                (void)ring_.cancel(tag(Op::client_sent, handle), tag(Op::ignored));
            }
        } else if (is_late(*connection, timeouts, now)) {
            close_counted(
                handle, *connection,
                connection->framer.is_idle() ? Count::tcp_closed_idle : Count::tcp_closed_slow);
        }
    }
}

void TcpConnections::drain(base::Instant now) {
    draining_ = true;
    for (std::uint32_t i = 0; i < connections_.capacity(); ++i) {
        if (connections_.at(i) != nullptr) serve(connections_.handle_at(i), now);
    }
}

void TcpConnections::end_turn(base::Instant now) {
    if (connections_.size() > 0 && now >= sweep_at_) {
        sweep_at_ = now + sweep_interval;
        close_late(now);
    }
    if (touched_.empty()) return;
    serving_.swap(touched_);
    for (const base::Handle handle : serving_)
        serve(handle, now);
    serving_.clear();
}

base::Instant TcpConnections::next_due() const noexcept {
    if (!touched_.empty()) return base::Instant::min();
    return connections_.size() > 0 ? sweep_at_ : base::Instant::max();
}

}  // namespace gate64::dns64d::shard
