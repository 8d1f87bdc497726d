// SPDX-License-Identifier: Apache-2.0
#pragma once
// Clients that ask over UDP: connected sockets, one multishot receive each, sends by slots. One a
// thread; its ring must end before it.

#include <memory>
#include <vector>

#include "bench/load/clients.h"
#include "bench/load/plan.h"
#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/datagram.h"
#include "shared/base/error.h"
#include "shared/base/unique_fd.h"

namespace gate64::bench {

class UdpClients final : public Clients {
  public:
    /// Opens `count` sockets; the first is client `first` of the whole run.
    [[nodiscard]] static base::Result<std::unique_ptr<UdpClients>> create(dns64d::io::Ring& ring,
                                                                          const LoadPlan& plan,
                                                                          std::uint32_t first,
                                                                          std::uint32_t count,
                                                                          AnswerSink& sink);
    UdpClients(dns64d::io::Ring& ring, dns64d::io::BufferRing buffers,
               std::vector<base::UniqueFd> sockets, AnswerSink& sink);  ///< use create()

    [[nodiscard]] bool is_ready(std::uint32_t client) const override;
    void send(std::uint32_t client, base::Bytes message) override;
    void on_completion(const dns64d::io::Completion& done) override;
    void end_turn() override;

  private:
    struct Slot {
        dns64d::io::OutgoingDatagram datagram;
        std::array<std::uint8_t, packet_bytes_max> octets;
        std::uint32_t client = 0;
    };

    void on_received(const dns64d::io::Completion& done);

    dns64d::io::Ring& ring_;
    dns64d::io::BufferRing buffers_;
    std::vector<base::UniqueFd> sockets_;
    AnswerSink& sink_;
    std::unique_ptr<Slot[]> slots_;
    std::vector<std::uint32_t> free_;     ///< slots
    std::vector<std::uint32_t> unarmed_;  ///< clients whose receive has ended
};

}  // namespace gate64::bench
