// SPDX-License-Identifier: Apache-2.0
#include "bench/load/udp_clients.h"

#include <cstring>

#include "bench/load/client_socket.h"

namespace gate64::bench {

namespace io = dns64d::io;

namespace {

constexpr std::uint32_t send_slots = 4096;
constexpr io::BufferRingShape buffer_shape{.group = 0, .count = 4096, .size = 2048};

}  // namespace

base::Result<std::unique_ptr<UdpClients>> UdpClients::create(io::Ring& ring, const LoadPlan& plan,
                                                             std::uint32_t first,
                                                             std::uint32_t count,
                                                             AnswerSink& sink) {
    std::vector<base::UniqueFd> sockets;
    for (std::uint32_t i = 0; i < count; ++i) {
        auto socket = open_client_socket(plan, first + i);
        if (!socket) return std::unexpected(std::move(socket.error()));
        sockets.push_back(std::move(*socket));
    }
    auto buffers = io::BufferRing::create(ring, buffer_shape);
    if (!buffers) return std::unexpected(std::move(buffers.error()));
    return std::make_unique<UdpClients>(ring, std::move(*buffers), std::move(sockets), sink);
}

UdpClients::UdpClients(io::Ring& ring, io::BufferRing buffers, std::vector<base::UniqueFd> sockets,
                       AnswerSink& sink)
    : ring_(ring),
      buffers_(std::move(buffers)),
      sockets_(std::move(sockets)),
      sink_(sink),
      slots_(std::make_unique<Slot[]>(send_slots)) {
    for (std::uint32_t i = 0; i < send_slots; ++i)
        free_.push_back(send_slots - 1 - i);
    for (std::uint32_t i = 0; i < sockets_.size(); ++i)
        unarmed_.push_back(i);
}

bool UdpClients::is_ready(std::uint32_t) const {
    return !free_.empty();
}

void UdpClients::send(std::uint32_t client, base::Bytes message) {
    const std::uint32_t index = free_.back();
    Slot& slot = slots_[index];
    std::memcpy(slot.octets.data(), message.data(), message.size());
    slot.client = client;
    slot.datagram.address_connected();
    slot.datagram.payload({slot.octets.data(), message.size()});
    if (!ring_.send_message(sockets_[client].get(), slot.datagram.header,
                            tag(Op::udp_sent, index))) {
        return sink_.on_send_failed(client);
    }
    free_.pop_back();
}

void UdpClients::on_completion(const io::Completion& done) {
    if (static_cast<Op>(done.data.op) == Op::udp_received) return on_received(done);
    free_.push_back(done.data.index);
    if (done.result < 0) sink_.on_send_failed(slots_[done.data.index].client);
}

void UdpClients::on_received(const io::Completion& done) {
    if (done.has_buffer()) {
        if (done.result >= 0) {
            sink_.on_answer(done.data.index,
                            buffers_.bytes(done.buffer(), static_cast<std::size_t>(done.result)));
        }
        buffers_.give_back(done.buffer());
    }
    // An ICMP error ends a receive as well; the questions it speaks of will count as lost.
    if (!done.more()) unarmed_.push_back(done.data.index);
}

void UdpClients::end_turn() {
    while (!unarmed_.empty()) {
        const std::uint32_t client = unarmed_.back();
        if (!ring_.receive_multishot(sockets_[client].get(), buffers_.group(),
                                     tag(Op::udp_received, client))) {
            return;
        }
        unarmed_.pop_back();
    }
}

}  // namespace gate64::bench
