// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/upstream_tcp.h"

#include <algorithm>
#include <cerrno>

#include "dns64d/io/client_socket.h"

namespace gate64::dns64d::shard {
namespace {

/// Set in the index half of a path, so that it never equals a UDP path.
constexpr upstream::PathId tcp_path = upstream::PathId{1} << 31;

}  // namespace

UpstreamTcp::UpstreamTcp(io::Ring& ring, io::BufferRing& buffers, UpstreamSink& sink,
                         base::Random& random, const FixedSettings& fixed)
    : ring_(ring),
      buffers_(buffers),
      sink_(sink),
      random_(random),
      fixed_(fixed),
      connections_(fixed.upstream.tcp_max) {}

bool UpstreamTcp::is_tcp(upstream::PathId path) noexcept {
    return (path & tcp_path) != 0;
}

upstream::PathId UpstreamTcp::path_of(base::Handle handle) noexcept {
    return handle.pack() | tcp_path;
}

upstream::PathId UpstreamTcp::open(const net::Endpoint& server, base::Bytes message,
                                   base::Instant now) {
    if (connections_.size() == connections_.capacity() || message.size() > dns::message_bytes_max) {
        return 0;
    }
    auto fd = io::open_upstream_tcp(server, fixed_.source_ports, random_);
    if (!fd) return 0;
    const base::Handle handle = connections_.create();
    Connection& connection = *connections_.get(handle);
    connection.fd = std::move(*fd);
    connection.server = io::to_socket_address(server);
    connection.output.resize(transport::frame_prefix_bytes + message.size());
    base::store_be16(connection.output.data(), static_cast<std::uint16_t>(message.size()));
    std::copy(message.begin(), message.end(), connection.output.begin() + 2);
    connection.deadline = now + fixed_.upstream.tcp_deadline;
    if (!ring_.connect(connection.fd.get(), connection.server.get(), connection.server.length,
                       tag(Op::upstream_connected, handle))) {
        connections_.release(handle);
        return 0;
    }
    connection.pending = Op::upstream_connected;
    next_due_ = std::min(next_due_, connection.deadline);
    return path_of(handle);
}

UpstreamTcp::Connection* UpstreamTcp::completed(const io::Completion& done) {
    const base::Handle handle = done.data.handle();
    Connection* connection = connections_.get(handle);
    if (connection == nullptr) return nullptr;
    connection->pending = Op::ignored;
    if (!connection->closing) return connection;
    closed_.push_back(handle);
    return nullptr;
}

void UpstreamTcp::on_connected(const io::Completion& done) {
    Connection* connection = completed(done);
    if (connection == nullptr) return;
    if (done.result < 0) return fail(done.data.handle());
    start_send(done.data.handle(), *connection);
}

void UpstreamTcp::start_send(base::Handle handle, Connection& connection) {
    connection.send.address_connected();
    connection.send.payload(base::Bytes(connection.output).subspan(connection.sent));
    if (!ring_.send_message(connection.fd.get(), connection.send.header,
                            tag(Op::upstream_sent, handle))) {
        return fail(handle);
    }
    connection.pending = Op::upstream_sent;
}

void UpstreamTcp::on_sent(const io::Completion& done) {
    Connection* connection = completed(done);
    if (connection == nullptr) return;
    if (done.result <= 0) return fail(done.data.handle());
    connection->sent += static_cast<std::size_t>(done.result);
    if (connection->sent < connection->output.size()) {
        start_send(done.data.handle(), *connection);
    } else {
        start_receive(done.data.handle(), *connection);
    }
}

void UpstreamTcp::start_receive(base::Handle handle, Connection& connection) {
    if (!ring_.receive(connection.fd.get(), buffers_.group(), tag(Op::upstream_received, handle))) {
        return fail(handle);
    }
    connection.pending = Op::upstream_received;
}

void UpstreamTcp::on_received(const io::Completion& done, base::Instant now) {
    const base::Handle handle = done.data.handle();
    Connection* connection = completed(done);
    bool goes_on = done.result == -ENOBUFS;
    if (done.has_buffer()) {
        if (connection != nullptr && done.result > 0) {
            const auto size = static_cast<std::size_t>(done.result);
            goes_on = connection->input.feed(buffers_.bytes(done.buffer(), size), now) ==
                      transport::FeedResult::ok;
        }
        buffers_.give_back(done.buffer());
    }
    if (connection == nullptr) return;
    if (!goes_on) return fail(handle);
    while (const auto message = connection->input.next()) {
        sink_.on_upstream_message(path_of(handle), *message);
        if (connection->closing) return;
    }
    start_receive(handle, *connection);
}

void UpstreamTcp::fail(base::Handle handle) {
    Connection* connection = connections_.get(handle);
    if (connection == nullptr || connection->closing) return;
    close(path_of(handle));
    sink_.on_upstream_failed(path_of(handle));
}

void UpstreamTcp::close(upstream::PathId path) {
    const base::Handle handle = base::Handle::unpack(path & ~tcp_path);
    Connection* connection = connections_.get(handle);
    if (connection == nullptr || connection->closing) return;
    connection->closing = true;
    closed_.push_back(handle);
}

void UpstreamTcp::let_go_closed() {
    std::vector<base::Handle> closed;
    closed.swap(closed_);
    for (const base::Handle handle : closed) {
        const Connection* connection = connections_.get(handle);
        if (connection == nullptr) continue;
        if (connection->pending == Op::ignored) {
            connections_.release(handle);
        } else if (!ring_.cancel(tag(connection->pending, handle), tag(Op::ignored))) {
            closed_.push_back(handle);
        }
    }
}

void UpstreamTcp::end_turn(base::Instant now) {
    if (!closed_.empty()) let_go_closed();
    if (now < next_due_) return;
    next_due_ = base::Instant::max();
    for (std::uint32_t i = 0; i < connections_.capacity(); ++i) {
        const Connection* connection = connections_.at(i);
        if (connection == nullptr || connection->closing) continue;
        if (connection->deadline <= now) {
            fail(connections_.handle_at(i));
        } else {
            next_due_ = std::min(next_due_, connection->deadline);
        }
    }
    if (!closed_.empty()) let_go_closed();
}

}  // namespace gate64::dns64d::shard
