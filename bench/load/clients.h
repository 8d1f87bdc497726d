// SPDX-License-Identifier: Apache-2.0
#pragma once
// The clients of one thread, whatever they speak: each is one socket with an address of its own.
// Messages go in, messages come out; ids, times and checks are the worker's business.

#include <cstdint>

#include "dns64d/io/ring.h"
#include "shared/base/bytes.h"

namespace gate64::bench {

/// Octets of the longest question: a header, the longest name with type and class, an OPT record.
inline constexpr std::size_t packet_bytes_max = 12 + 255 + 4 + 11;

/// Who is told what comes back.
class AnswerSink {
  public:
    AnswerSink() = default;
    AnswerSink(const AnswerSink&) = delete;
    AnswerSink& operator=(const AnswerSink&) = delete;
    virtual ~AnswerSink() = default;

    /// `message` lives until the call returns.
    virtual void on_answer(std::uint32_t client, base::Bytes message) = 0;
    /// The kernel refused a question of `client`.
    virtual void on_send_failed(std::uint32_t client) = 0;
    virtual void on_connected() = 0;
    /// The connection of `client` ended while questions were waiting: no answers will come.
    virtual void on_connection_lost(std::uint32_t client) = 0;
};

class Clients {
  public:
    Clients() = default;
    Clients(const Clients&) = delete;
    Clients& operator=(const Clients&) = delete;
    virtual ~Clients() = default;

    /// Whether send() would take a question of `client` now.
    [[nodiscard]] virtual bool is_ready(std::uint32_t client) const = 0;
    /// Queues one message of at most packet_bytes_max. REQUIRES: is_ready(client).
    virtual void send(std::uint32_t client, base::Bytes message) = 0;
    virtual void on_completion(const dns64d::io::Completion& done) = 0;
    /// Arms what has ended, hands queued octets to the kernel.
    virtual void end_turn() = 0;
};

/// What a completion belongs to; its index is a client, for udp_sent a slot.
enum class Op : std::uint8_t { ignored, udp_received, udp_sent, connected, received, sent };

[[nodiscard]] constexpr dns64d::io::UserData tag(Op op, std::uint32_t index,
                                                 std::uint32_t generation = 0) noexcept {
    return {.op = static_cast<std::uint8_t>(op), .index = index, .generation = generation};
}

}  // namespace gate64::bench
