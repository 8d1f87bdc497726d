// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/ring.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <future>
#include <thread>

#include "dns64d/io/buffer_ring.h"
#include "dns64d/io/client_socket.h"
#include "dns64d/io/datagram.h"
#include "dns64d/io/listen_socket.h"
#include "dns64d/io/probe.h"
#include "tests/unit/io/loopback.h"

namespace gate64::dns64d::io {
namespace {

class RingTest : public ::testing::Test {
  protected:
    std::unique_ptr<Ring> ring_ = Ring::create({.submissions = 64, .completions = 64}).value();
    std::array<Completion, 64> space_{};

    /// Waits for `count` completions, at most two seconds.
    std::vector<Completion> wait_for(std::size_t count) {
        std::vector<Completion> all;
        for (int turn = 0; turn < 40 && all.size() < count; ++turn) {
            EXPECT_EQ(ring_->submit_and_wait(base::Duration{50}), 0);
            for (const Completion& one : ring_->reap(space_))
                all.push_back(one);
        }
        return all;
    }
};

TEST_F(RingTest, ProbeFindsEverythingHere) {
    const auto result = probe();
    EXPECT_TRUE(result) << result.error().message;
}

TEST(Probe, EachSetupFailureIsASentence) {
    EXPECT_NE(explain_setup_failure(ENOSYS, -1).find("Linux 6.1"), std::string::npos);
    EXPECT_NE(explain_setup_failure(EPERM, 2).find("kernel.io_uring_disabled is 2"),
              std::string::npos);
    EXPECT_NE(explain_setup_failure(EPERM, 0).find("system call filter"), std::string::npos);
    EXPECT_NE(explain_setup_failure(ENOMEM, 0).find("memory"), std::string::npos);
    EXPECT_NE(explain_setup_failure(EMFILE, 0).find("LimitNOFILE"), std::string::npos);
    EXPECT_NE(explain_setup_failure(EINVAL, 0).find("Invalid argument"), std::string::npos);
}

TEST_F(RingTest, WaitEndsAfterTheTimeout) {
    const auto before = base::now();
    EXPECT_EQ(ring_->submit_and_wait(base::Duration{30}), 0);
    EXPECT_GE((base::now() - before).count(), 25);
    EXPECT_TRUE(ring_->reap(space_).empty());
}

TEST_F(RingTest, WhatWeDoNotNeedIsForbidden) {
    // IORING_REGISTER_PERSONALITY: to act with other credentials later.
    constexpr int register_personality = 9;
    EXPECT_EQ(::syscall(SYS_io_uring_register, ring_->fd(), register_personality, nullptr, 0), -1);
    EXPECT_EQ(errno, EACCES);
}

TEST_F(RingTest, ManyDatagramsThroughFewBuffers) {
    BufferRing buffers = BufferRing::create(*ring_, {.group = 3, .count = 4, .size = 2048}).value();
    const auto receiver = plain_socket(endpoint("127.0.0.1:0"), SOCK_DGRAM);
    const auto sender = plain_socket(endpoint("127.0.0.1:0"), SOCK_DGRAM);
    const net::Endpoint target{.address = endpoint("127.0.0.1:0").address,
                               .port = bound_port(receiver.get())};
    const UserData data{.op = 1, .index = 7, .generation = 9};
    for (int i = 0; i < 20; ++i)
        ASSERT_TRUE(send_text(sender.get(), target, std::to_string(i)));
    ASSERT_TRUE(ring_->receive_messages(receiver.get(), datagram_shape(), 3, data));
    int next = 0;
    int rearmed = 0;
    while (next < 20) {
        const auto done = wait_for(1);
        ASSERT_FALSE(done.empty());
        for (const Completion& one : done) {
            EXPECT_EQ(one.data, data);
            if (one.has_buffer()) {
                const auto datagram = read_datagram(
                    buffers.bytes(one.buffer(), static_cast<std::size_t>(one.result)));
                ASSERT_TRUE(datagram);
                EXPECT_EQ(text_of(datagram->payload), std::to_string(next++));
                EXPECT_EQ(datagram->peer.port, bound_port(sender.get()));
                buffers.give_back(one.buffer());
            } else {
                EXPECT_EQ(one.result, -ENOBUFS);
            }
            if (!one.more()) {
                ++rearmed;
                ASSERT_TRUE(ring_->receive_messages(receiver.get(), datagram_shape(), 3, data));
            }
        }
    }
    EXPECT_GT(rearmed, 0);
    ring_.reset();  // before the buffers
}

TEST_F(RingTest, CancelEndsAMultishotReceive) {
    BufferRing buffers = BufferRing::create(*ring_, {.group = 0, .count = 2, .size = 512}).value();
    const auto socket = plain_socket(endpoint("127.0.0.1:0"), SOCK_DGRAM);
    ASSERT_TRUE(ring_->receive_multishot(socket.get(), 0, {.op = 1}));
    EXPECT_EQ(ring_->submit_and_wait(base::Duration{0}), 0);
    ASSERT_TRUE(ring_->cancel({.op = 1}, {.op = 2}));
    bool ended = false;
    for (const Completion& one : wait_for(2)) {
        if (one.data.op != 1) continue;
        EXPECT_EQ(one.result, -ECANCELED);
        EXPECT_FALSE(one.more());
        ended = true;
    }
    EXPECT_TRUE(ended);
    ring_.reset();
}

TEST_F(RingTest, QueueOfSubmissionsNeverRefusesForLong) {
    const base::UniqueFd event(::eventfd(0, EFD_CLOEXEC));
    std::uint64_t value = 0;
    const base::MutableBytes bytes(reinterpret_cast<std::uint8_t*>(&value), sizeof(value));
    for (std::uint32_t i = 0; i < 1000; ++i)
        ASSERT_TRUE(ring_->cancel({.op = 99, .index = i}, {.op = 3, .index = i}));
    ASSERT_TRUE(ring_->read(event.get(), bytes, {.op = 4}));
    std::size_t cancels = 0;
    while (cancels < 1000) {
        const auto done = wait_for(1);
        ASSERT_FALSE(done.empty());
        for (const Completion& one : done) {
            EXPECT_EQ(one.data.index, cancels++);
            EXPECT_EQ(one.result, -ENOENT);
        }
    }
    // 1,000 completions went through room for 64: the kernel kept the rest.
    EXPECT_GT(ring_->overflows(), 0U);
    const std::uint64_t one = 1;
    ASSERT_EQ(::write(event.get(), &one, sizeof(one)), ssize_t{8});
    const auto rung = wait_for(1);
    ASSERT_EQ(rung.size(), 1U);
    EXPECT_EQ(rung[0].data.op, 4);
}

TEST_F(RingTest, DoorbellReachesAnotherThread) {
    std::promise<int> ready;
    auto their_fd = ready.get_future();
    std::uint64_t seen = 0;
    std::thread other([&] {
        auto theirs = Ring::create({.submissions = 8, .completions = 16}).value();
        ready.set_value(theirs->fd());
        std::array<Completion, 8> space{};
        for (int turn = 0; turn < 40 && seen == 0; ++turn) {
            (void)theirs->submit_and_wait(base::Duration{50});
            for (const Completion& one : theirs->reap(space))
                seen = one.data.pack();
        }
    });
    const UserData bell{.op = 5, .index = 1, .generation = 2};
    ASSERT_TRUE(ring_->ring_doorbell(their_fd.get(), bell, {.op = 6}));
    const auto done = wait_for(1);
    other.join();
    ASSERT_EQ(done.size(), 1U);
    EXPECT_EQ(done[0].result, 0);
    EXPECT_EQ(seen, bell.pack());
}

TEST_F(RingTest, AcceptReceiveSend) {
    BufferRing buffers = BufferRing::create(*ring_, {.group = 0, .count = 4, .size = 512}).value();
    const std::array listen{endpoint("[::1]:0")};
    auto listeners = open_listeners(listen, 1, {}).value();
    ASSERT_TRUE(ring_->accept_multishot(listeners[0][0].tcp.get(), {.op = 1}));
    (void)ring_->submit_and_wait(base::Duration{0});

    const auto client = plain_socket(endpoint("[::1]:0"), SOCK_STREAM);
    const auto server = to_socket_address(listeners[0][0].endpoint);
    ASSERT_EQ(::connect(client.get(), server.get(), server.length), 0);
    const auto accepted = wait_for(1);
    ASSERT_EQ(accepted.size(), 1U);
    ASSERT_GE(accepted[0].result, 0);
    EXPECT_TRUE(accepted[0].more());
    const base::UniqueFd connection(accepted[0].result);
    EXPECT_EQ(peer_of(connection.get())->port, bound_port(client.get()));

    ASSERT_TRUE(ring_->receive(connection.get(), 0, {.op = 2}));
    (void)ring_->submit_and_wait(base::Duration{0});
    ASSERT_EQ(::send(client.get(), "hello", 5, 0), 5);
    const auto received = wait_for(1);
    ASSERT_EQ(received.size(), 1U);
    ASSERT_EQ(received[0].result, 5);
    OutgoingDatagram answer;
    answer.address_connected();
    answer.payload(buffers.bytes(received[0].buffer(), 5));
    ASSERT_TRUE(ring_->send_message(connection.get(), answer.header, {.op = 3}));
    ASSERT_EQ(wait_for(1).size(), 1U);
    EXPECT_EQ(receive_text(client.get())->text, "hello");
    ring_.reset();
}

}  // namespace
}  // namespace gate64::dns64d::io
