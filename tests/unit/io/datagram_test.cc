// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/datagram.h"

#include <gtest/gtest.h>

#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/listen_socket.h"
#include "dns64d/io/ring.h"
#include "tests/unit/io/loopback.h"

namespace gate64::dns64d::io {
namespace {

/// Receives one datagram on a listener and answers it from the address it was sent to.
class Echo {
  public:
    explicit Echo(const char* listen) : listeners_(open_one(listen)) {}
    ~Echo() { ring_.reset(); }
    Echo(const Echo&) = delete;
    Echo& operator=(const Echo&) = delete;

    std::uint16_t port() const { return listeners_[0][0].endpoint.port; }

    std::optional<Datagram> serve_one() {
        const int fd = listeners_[0][0].udp.get();
        EXPECT_TRUE(ring_->receive_messages(fd, datagram_shape(), 0, {.op = 1}));
        const auto done = wait();
        if (!done || !done->has_buffer()) return std::nullopt;
        auto datagram =
            read_datagram(buffers_.bytes(done->buffer(), static_cast<std::size_t>(done->result)));
        if (!datagram) return std::nullopt;
        text_ = text_of(datagram->payload);
        OutgoingDatagram answer;
        answer.address(datagram->peer, datagram->local, datagram->local_known, datagram->ifindex);
        answer.payload({reinterpret_cast<std::uint8_t*>(text_.data()), text_.size()});
        EXPECT_TRUE(ring_->send_message(fd, answer.header, {.op = 2}));
        const auto sent = wait();
        EXPECT_TRUE(sent && sent->result == static_cast<int>(text_.size()));
        return datagram;
    }

  private:
    static std::vector<std::vector<ListenerSockets>> open_one(const char* listen) {
        return open_listeners(std::array{endpoint(listen)}, 1, {}).value();
    }
    std::optional<Completion> wait() {
        for (int turn = 0; turn < 40; ++turn) {
            (void)ring_->submit_and_wait(base::Duration{50});
            const auto done = ring_->reap(space_);
            if (!done.empty()) return done[0];
        }
        return std::nullopt;
    }

    std::vector<std::vector<ListenerSockets>> listeners_;
    std::unique_ptr<Ring> ring_ = Ring::create({.submissions = 8, .completions = 16}).value();
    BufferRing buffers_ = BufferRing::create(*ring_, {.count = 4, .size = 1024}).value();
    std::array<Completion, 1> space_{};
    std::string text_;
};

TEST(DatagramTest, AnswersLeaveFromTheAddressThatWasAsked) {
    Echo echo("0.0.0.0:0");
    const auto client = plain_socket(endpoint("127.0.0.1:0"), SOCK_DGRAM);
    net::Endpoint asked = endpoint("127.0.0.77:0");
    asked.port = echo.port();
    ASSERT_TRUE(send_text(client.get(), asked, "who"));
    const auto seen = echo.serve_one();
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->local, asked.address);
    EXPECT_NE(seen->ifindex, 0U);
    EXPECT_FALSE(seen->truncated);
    const auto answer = receive_text(client.get());
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->text, "who");
    EXPECT_EQ(answer->from, asked);
}

TEST(DatagramTest, TheSameOverIpv6) {
    Echo echo("[::]:0");
    const auto client = plain_socket(endpoint("[::1]:0"), SOCK_DGRAM);
    net::Endpoint asked = endpoint("[::1]:0");
    asked.port = echo.port();
    ASSERT_TRUE(send_text(client.get(), asked, "who"));
    const auto seen = echo.serve_one();
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->local, asked.address);
    const auto answer = receive_text(client.get());
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->from, asked);
}

TEST(DatagramTest, EmptyAndTooLongOnes) {
    Echo echo("127.0.0.1:0");
    const auto client = plain_socket(endpoint("127.0.0.1:0"), SOCK_DGRAM);
    net::Endpoint asked = endpoint("127.0.0.1:0");
    asked.port = echo.port();
    ASSERT_TRUE(send_text(client.get(), asked, ""));
    const auto empty = echo.serve_one();
    ASSERT_TRUE(empty);
    EXPECT_TRUE(empty->payload.empty());

    Echo another("127.0.0.1:0");
    asked.port = another.port();
    ASSERT_TRUE(send_text(client.get(), asked, std::string(3000, 'x')));
    const auto cut = another.serve_one();
    ASSERT_TRUE(cut);
    EXPECT_TRUE(cut->truncated);
    EXPECT_EQ(cut->payload.size(), 1024 - datagram_overhead());
}

TEST(DatagramTest, NonsenseIsRefused) {
    EXPECT_FALSE(read_datagram({}));
    const std::vector<std::uint8_t> zeros(datagram_overhead());
    EXPECT_FALSE(read_datagram(zeros));
    const std::vector<std::uint8_t> ones(datagram_overhead(), 0xFF);
    EXPECT_FALSE(read_datagram(ones));
}

}  // namespace
}  // namespace gate64::dns64d::io
