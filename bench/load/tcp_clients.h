// SPDX-License-Identifier: Apache-2.0
#pragma once
// Clients that ask over TCP: one connection each, questions in flight as they come (RFC 7766), a
// new connection when one ends or has had its share of questions. One a thread; its ring must end
// before it.

#include <memory>
#include <vector>

#include "bench/load/clients.h"
#include "bench/load/plan.h"
#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/datagram.h"
#include "dns64d/io/socket_address.h"
#include "dns64d/transport/frame_reader.h"
#include "dns64d/transport/frame_writer.h"
#include "shared/base/error.h"
#include "shared/base/unique_fd.h"

namespace gate64::bench {

class TcpClients final : public Clients {
  public:
    [[nodiscard]] static base::Result<std::unique_ptr<TcpClients>> create(dns64d::io::Ring& ring,
                                                                          const LoadPlan& plan,
                                                                          std::uint32_t first,
                                                                          std::uint32_t count,
                                                                          AnswerSink& sink);
    TcpClients(dns64d::io::Ring& ring, dns64d::io::BufferRing buffers, const LoadPlan& plan,
               std::uint32_t first, std::uint32_t count, AnswerSink& sink);  ///< use create()

    [[nodiscard]] bool is_ready(std::uint32_t client) const override;
    void send(std::uint32_t client, base::Bytes message) override;
    void on_completion(const dns64d::io::Completion& done) override;
    void end_turn() override;

  private:
    struct Connection {
        base::UniqueFd fd;
        dns64d::transport::FrameReader reader;
        dns64d::transport::FrameWriter writer;
        dns64d::io::OutgoingDatagram out;  ///< what the send under way points to
        std::uint32_t generation = 0;      ///< of the connection, in completions
        std::uint32_t asked = 0;
        std::uint32_t answered = 0;
        unsigned under_way = 0;  ///< operations the kernel has
        bool connected = false;
        bool sending = false;
        bool receiving = false;
        bool broken = false;
        bool touched = false;  ///< in touched_
    };

    void touch(std::uint32_t client);
    void serve(std::uint32_t client);
    void connect(std::uint32_t client);
    void take_answers(std::uint32_t client, base::Bytes chunk);
    void start_operations(std::uint32_t client);
    [[nodiscard]] bool is_spent(const Connection& connection) const noexcept;

    dns64d::io::Ring& ring_;
    dns64d::io::BufferRing buffers_;
    const LoadPlan& plan_;
    dns64d::io::SocketAddress server_;
    std::uint32_t first_;
    AnswerSink& sink_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<std::uint32_t> touched_;  ///< something to do at the end of the turn
    std::vector<std::uint32_t> serving_;  ///< memory of the list being worked on
};

}  // namespace gate64::bench
