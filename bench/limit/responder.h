// SPDX-License-Identifier: Apache-2.0
#pragma once
// The price of the kernel: a UDP server on the ring, the buffers and the kind of sends that dns64d
// has, which looks at nothing. Every datagram goes back to where it came from as a response with
// one AAAA record behind the question, so that it is as long as a synthesized answer and a client
// takes it for one. Whatever a DNS server costs beyond this is its own doing. One thread.

#include <atomic>
#include <memory>
#include <vector>

#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/datagram.h"
#include "dns64d/io/listen_socket.h"
#include "shared/base/clock.h"

namespace gate64::bench {

/// Turns the question in the first `size` octets of `space` into the answer, in place, and returns
/// its length; 0 for what is too short to be a question or leaves no room. Pure.
[[nodiscard]] std::size_t answer_blindly(base::MutableBytes space, std::size_t size) noexcept;

class Responder {
  public:
    /// On the thread that will run it. With port 0 the kernel chooses.
    [[nodiscard]] static base::Result<std::unique_ptr<Responder>> create(
        const net::Endpoint& endpoint);
    Responder(std::unique_ptr<dns64d::io::Ring> ring, dns64d::io::BufferRing buffers,
              dns64d::io::ListenerSockets sockets);  ///< use create()

    [[nodiscard]] const net::Endpoint& endpoint() const noexcept { return sockets_.endpoint; }
    /// Until `stop`, looked at twice a second, or for `longest`.
    [[nodiscard]] base::Result<void> run(const std::atomic<bool>& stop, base::Duration longest);
    [[nodiscard]] std::uint64_t answered() const noexcept { return answered_; }

  private:
    static constexpr std::size_t answer_bytes_max = 1232;
    struct Slot {
        dns64d::io::OutgoingDatagram datagram;
        std::array<std::uint8_t, answer_bytes_max> octets;
    };

    void on_received(const dns64d::io::Completion& done);
    void answer(const dns64d::io::Datagram& question);

    dns64d::io::ListenerSockets sockets_;
    dns64d::io::BufferRing buffers_;
    std::unique_ptr<Slot[]> slots_;
    std::vector<std::uint32_t> free_;
    bool armed_ = false;
    std::uint64_t answered_ = 0;
    std::unique_ptr<dns64d::io::Ring> ring_;  ///< last: it ends before what the kernel may use
};

}  // namespace gate64::bench
