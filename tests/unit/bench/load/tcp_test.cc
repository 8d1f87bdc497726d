// SPDX-License-Identifier: Apache-2.0
// The load generator over TCP, against a server that closes when it likes.
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "bench/limit/responder.h"
#include "bench/load/load.h"
#include "dns64d/io/listen_socket.h"
#include "dns64d/transport/frame_reader.h"
#include "dns64d/transport/frame_writer.h"

namespace gate64::bench {
namespace {

namespace io = dns64d::io;
namespace transport = dns64d::transport;

/// Answers one connection after the other; closes each after `answers_max`.
class TcpServer {
  public:
    explicit TcpServer(unsigned answers_max) {
        const net::Endpoint anywhere{.address = net::Ipv4Address(0x7F000001), .port = 0};
        sockets_ = std::move(io::open_listeners({&anywhere, 1}, 1, {}).value()[0][0]);
        thread_ = std::jthread([this, answers_max] {
            for (;;) {
                const base::UniqueFd fd(::accept(sockets_.tcp.get(), nullptr, nullptr));
                if (!fd.valid()) return;
                serve(fd.get(), answers_max);
            }
        });
    }
    ~TcpServer() { (void)::shutdown(sockets_.tcp.get(), SHUT_RDWR); }
    [[nodiscard]] const net::Endpoint& endpoint() const { return sockets_.endpoint; }

  private:
    static void serve(int fd, unsigned answers_max) {
        transport::FrameReader reader;
        transport::FrameWriter writer;
        std::array<std::uint8_t, 4096> space{};
        for (unsigned answers = 0; answers < answers_max;) {
            const ::ssize_t size = ::recv(fd, space.data(), space.size(), 0);
            if (size <= 0) return;
            (void)reader.feed({space.data(), static_cast<std::size_t>(size)}, {});
            while (const auto message = reader.next()) {
                if (answers++ == answers_max) return;
                std::array<std::uint8_t, 512> answer{};
                std::copy(message->begin(), message->end(), answer.begin());
                EXPECT_TRUE(writer.queue({answer.data(), answer_blindly(answer, message->size())}));
            }
            while (!writer.empty()) {
                const base::Bytes output = writer.pending();
                const ::ssize_t sent = ::send(fd, output.data(), output.size(), MSG_NOSIGNAL);
                if (sent <= 0) return;
                writer.consume(static_cast<std::size_t>(sent));
            }
        }
    }

    io::ListenerSockets sockets_;
    std::jthread thread_;
};

LoadResult run(LoadPlan plan) {
    plan.transport = Transport::tcp;
    plan.seconds = 0;
    plan.timeout_ms = 2000;
    plan.questions = {.names = 100, .walk = true, .passes = 1};
    const auto questions = Questions::make(plan.questions);
    std::atomic<bool> stop{false};
    auto result = run_load(plan, *questions, stop);
    EXPECT_TRUE(result) << result.error().message;
    return result ? *result : LoadResult{};
}

TEST(LoadTcp, AKeptConnectionCarriesAllQuestions) {
    const TcpServer server(1000);
    const Tally tally = run({.server = server.endpoint(), .outstanding = 10}).tally;
    EXPECT_EQ(tally.answered, 100U);
    EXPECT_EQ(tally.connections, 1U);
    EXPECT_EQ(tally.lost + tally.wrong() + tally.connections_lost, 0U);
}

TEST(LoadTcp, ANewConnectionAfterItsShareOfQuestions) {
    const TcpServer server(1000);
    const Tally tally =
        run({.server = server.endpoint(), .outstanding = 10, .per_connection = 20}).tally;
    EXPECT_EQ(tally.answered, 100U);
    EXPECT_GE(tally.connections, 5U);
    EXPECT_EQ(tally.lost + tally.connections_lost, 0U);
}

TEST(LoadTcp, AConnectionThatEndsIsMadeAnew) {
    const TcpServer server(10);
    const Tally tally = run({.server = server.endpoint(), .outstanding = 1}).tally;
    EXPECT_EQ(tally.answered + tally.lost, tally.sent);
    EXPECT_GE(tally.answered, 90U) << "one question in flight may go down with a connection";
    EXPECT_GE(tally.connections, 10U);
}

}  // namespace
}  // namespace gate64::bench
