// SPDX-License-Identifier: Apache-2.0
#include "bench/limit/responder.h"

#include <algorithm>
#include <cstring>

#include "shared/dns/types.h"

namespace gate64::bench {

namespace io = dns64d::io;

namespace {

// As dns64d has them.
constexpr io::BufferRingShape buffer_shape{.group = 0, .count = 1024, .size = 2048};
constexpr std::uint32_t send_slots = 4096;
constexpr base::Duration wait_max{500};

enum class Op : std::uint8_t { received, sent };

constexpr io::UserData tag(Op op, std::uint32_t index) noexcept {
    return {.op = static_cast<std::uint8_t>(op), .index = index, .generation = 0};
}

/// AAAA 64:ff9b::11.0.0.0 for a minute, its owner a pointer to the question's name.
constexpr std::array<std::uint8_t, 28> record{0xC0, 0x0C, 0, 28, 0, 1, 0, 0, 0, 60, 0,  16, 0, 0x64,
                                              0xFF, 0x9B, 0, 0,  0, 0, 0, 0, 0, 0,  11, 0,  0, 0};

}  // namespace

std::size_t answer_blindly(base::MutableBytes space, std::size_t size) noexcept {
    if (size < dns::header_bytes || size + record.size() > space.size()) return 0;
    space[2] |= 0x80;  // QR
    space[3] = 0x80;   // RA, NOERROR
    base::store_be16(space.data() + 6, 1);
    std::memcpy(space.data() + size, record.data(), record.size());
    return size + record.size();
}

base::Result<std::unique_ptr<Responder>> Responder::create(const net::Endpoint& endpoint) {
    auto sockets = io::open_listeners({&endpoint, 1}, 1, {});
    if (!sockets) return std::unexpected(std::move(sockets.error()));
    auto ring = io::Ring::create({});
    if (!ring) return std::unexpected(std::move(ring.error()));
    auto buffers = io::BufferRing::create(**ring, buffer_shape);
    if (!buffers) return std::unexpected(std::move(buffers.error()));
    return std::make_unique<Responder>(std::move(*ring), std::move(*buffers),
                                       std::move((*sockets)[0][0]));
}

Responder::Responder(std::unique_ptr<io::Ring> ring, io::BufferRing buffers,
                     io::ListenerSockets sockets)
    : sockets_(std::move(sockets)),
      buffers_(std::move(buffers)),
      slots_(std::make_unique<Slot[]>(send_slots)),
      ring_(std::move(ring)) {
    for (std::uint32_t i = 0; i < send_slots; ++i)
        free_.push_back(send_slots - 1 - i);
}

base::Result<void> Responder::run(const std::atomic<bool>& stop, base::Duration longest) {
    std::array<io::Completion, 256> space;
    const base::Instant end = base::now() + longest;
    while (!stop.load(std::memory_order_relaxed) && base::now() < end) {
        for (bool more = true; more;) {
            const auto batch = ring_->reap(space);
            more = batch.size() == space.size();
            for (const io::Completion& done : batch) {
                if (static_cast<Op>(done.data.op) == Op::received) {
                    on_received(done);
                } else {
                    free_.push_back(done.data.index);
                }
            }
        }
        if (!armed_) {
            armed_ = ring_->receive_messages(sockets_.udp.get(), io::datagram_shape(),
                                             buffers_.group(), tag(Op::received, 0));
        }
        const auto left = std::max(end - base::now(), base::Duration{0});
        if (const int error = ring_->submit_and_wait(std::min(wait_max, left)); error != 0) {
            return base::fail_errno("io_uring failed", -error);
        }
    }
    return {};
}

void Responder::on_received(const io::Completion& done) {
    if (done.has_buffer()) {
        if (done.result >= 0) {
            const auto size = static_cast<std::size_t>(done.result);
            const auto question = io::read_datagram(buffers_.bytes(done.buffer(), size));
            if (question && question->peer.port != 0) answer(*question);
        }
        buffers_.give_back(done.buffer());
    }
    if (!done.more()) armed_ = false;
}

void Responder::answer(const io::Datagram& question) {
    if (free_.empty() || question.payload.size() > answer_bytes_max) return;
    const std::uint32_t index = free_.back();
    Slot& slot = slots_[index];
    std::memcpy(slot.octets.data(), question.payload.data(), question.payload.size());
    const std::size_t size = answer_blindly(slot.octets, question.payload.size());
    if (size == 0) return;
    slot.datagram.address(question.peer, question.local, question.local_known, question.ifindex);
    slot.datagram.payload({slot.octets.data(), size});
    if (!ring_->send_message(sockets_.udp.get(), slot.datagram.header, tag(Op::sent, index)))
        return;
    free_.pop_back();
    ++answered_;
}

}  // namespace gate64::bench
