// SPDX-License-Identifier: Apache-2.0
#include "bench/load/tcp_clients.h"

#include "bench/load/client_socket.h"
#include "shared/base/clock.h"

namespace gate64::bench {

namespace io = dns64d::io;
namespace transport = dns64d::transport;

namespace {

constexpr io::BufferRingShape buffer_shape{.group = 0, .count = 512, .size = 16384};

}  // namespace

base::Result<std::unique_ptr<TcpClients>> TcpClients::create(io::Ring& ring, const LoadPlan& plan,
                                                             std::uint32_t first,
                                                             std::uint32_t count,
                                                             AnswerSink& sink) {
    // Opened once to find out at the start what will not work.
    if (auto tried = open_client_socket(plan, first); !tried) {
        return std::unexpected(std::move(tried.error()));
    }
    auto buffers = io::BufferRing::create(ring, buffer_shape);
    if (!buffers) return std::unexpected(std::move(buffers.error()));
    return std::make_unique<TcpClients>(ring, std::move(*buffers), plan, first, count, sink);
}

TcpClients::TcpClients(io::Ring& ring, io::BufferRing buffers, const LoadPlan& plan,
                       std::uint32_t first, std::uint32_t count, AnswerSink& sink)
    : ring_(ring),
      buffers_(std::move(buffers)),
      plan_(plan),
      server_(io::to_socket_address(plan.server)),
      first_(first),
      sink_(sink) {
    for (std::uint32_t i = 0; i < count; ++i) {
        connections_.push_back(std::make_unique<Connection>());
        touch(i);
    }
}

bool TcpClients::is_spent(const Connection& connection) const noexcept {
    return plan_.per_connection != 0 && connection.asked >= plan_.per_connection;
}

bool TcpClients::is_ready(std::uint32_t client) const {
    const Connection& connection = *connections_[client];
    return connection.connected && !connection.broken && !is_spent(connection) &&
           connection.writer.size() < transport::output_bytes_max - 2 * packet_bytes_max;
}

void TcpClients::send(std::uint32_t client, base::Bytes message) {
    Connection& connection = *connections_[client];
    if (!connection.writer.queue(message)) return sink_.on_send_failed(client);
    ++connection.asked;
    touch(client);
}

void TcpClients::touch(std::uint32_t client) {
    if (std::exchange(connections_[client]->touched, true)) return;
    touched_.push_back(client);
}

void TcpClients::on_completion(const io::Completion& done) {
    const std::uint32_t client = done.data.index;
    Connection& connection = *connections_[client];
    --connection.under_way;
    touch(client);
    switch (static_cast<Op>(done.data.op)) {
        case Op::connected:
            connection.connected = done.result == 0;
            connection.broken = done.result < 0;
            if (connection.connected) sink_.on_connected();
            return;
        case Op::sent:
            connection.sending = false;
            if (done.result <= 0) {
                connection.broken = true;
            } else if (!connection.broken) {
                connection.writer.consume(static_cast<std::size_t>(done.result));
            }
            return;
        case Op::received:
            connection.receiving = false;
            if (done.has_buffer()) {
                if (done.result > 0) {
                    take_answers(client, buffers_.bytes(done.buffer(),
                                                        static_cast<std::size_t>(done.result)));
                }
                buffers_.give_back(done.buffer());
            }
            if (done.result <= 0 && done.result != -ENOBUFS) connection.broken = true;
            return;
        case Op::ignored:
        case Op::udp_received:
        case Op::udp_sent:
            return;
    }
}

void TcpClients::take_answers(std::uint32_t client, base::Bytes chunk) {
    Connection& connection = *connections_[client];
    if (connection.reader.feed(chunk, base::Instant{}) != transport::FeedResult::ok) {
        connection.broken = true;
        return;
    }
    while (const auto message = connection.reader.next()) {
        ++connection.answered;
        sink_.on_answer(client, *message);
    }
}

void TcpClients::end_turn() {
    serving_.swap(touched_);
    for (const std::uint32_t client : serving_) {
        connections_[client]->touched = false;
        serve(client);
    }
    serving_.clear();
}

void TcpClients::serve(std::uint32_t client) {
    Connection& connection = *connections_[client];
    const bool done = is_spent(connection) && connection.answered >= connection.asked;
    if (connection.fd.valid() && (connection.broken || done)) {
        if (!std::exchange(connection.broken, true) && connection.receiving) {
            (void)ring_.cancel(tag(Op::received, client, connection.generation),
                               tag(Op::ignored, client));
            ++connection.under_way;
        }
        if (connection.under_way > 0) return;
        if (connection.answered < connection.asked || !connection.connected) {
            sink_.on_connection_lost(client);
        }
        const std::uint32_t generation = connection.generation + 1;
        connections_[client] = std::make_unique<Connection>();
        connections_[client]->generation = generation;
    }
    if (!connections_[client]->fd.valid()) return connect(client);
    start_operations(client);
}

void TcpClients::connect(std::uint32_t client) {
    Connection& connection = *connections_[client];
    auto socket = open_client_socket(plan_, first_ + client);
    if (!socket) {
        // Out of ports or descriptors for now; the next turn tries again.
        touch(client);
        return;
    }
    connection.fd = std::move(*socket);
    if (ring_.connect(connection.fd.get(), server_.get(), server_.length,
                      tag(Op::connected, client, connection.generation))) {
        ++connection.under_way;
    } else {
        connection.fd.reset();
        touch(client);
    }
}

void TcpClients::start_operations(std::uint32_t client) {
    Connection& connection = *connections_[client];
    if (!connection.connected) return;
    if (!connection.receiving) {
        connection.receiving = ring_.receive(connection.fd.get(), buffers_.group(),
                                             tag(Op::received, client, connection.generation));
        connection.under_way += connection.receiving ? 1 : 0;
    }
    const base::Bytes output = connection.writer.pending();
    if (!connection.sending && !output.empty()) {
        connection.out.address_connected();
        connection.out.payload(output);
        connection.sending = ring_.send_message(connection.fd.get(), connection.out.header,
                                                tag(Op::sent, client, connection.generation));
        connection.under_way += connection.sending ? 1 : 0;
    }
    if (!connection.receiving || (!connection.sending && !output.empty())) touch(client);
}

}  // namespace gate64::bench
