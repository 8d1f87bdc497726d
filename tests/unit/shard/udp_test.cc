// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/unit/shard/bench.h"

namespace gate64::dns64d::shard {
namespace {

using metrics::Count;

base::UniqueFd udp_client(const char* own = "127.0.0.1:0") {
    return io::plain_socket(io::endpoint(own), SOCK_DGRAM);
}

TEST(UdpListenersTest, AnswersManyClientsFromTheAddressAsked) {
    Bench bench;
    net::Endpoint server = bench.listen("0.0.0.0:0");
    const auto client = udp_client();
    for (const char* asked : {"127.0.0.1:0", "127.0.0.5:0"}) {
        server.address = io::endpoint(asked).address;
        for (char id = 'a'; id < 'k'; ++id)
            ASSERT_TRUE(io::send_text(client.get(), server, message(id)));
        bench.turns(6);
        for (char id = 'a'; id < 'k'; ++id) {
            const auto answer = io::receive_text(client.get());
            ASSERT_TRUE(answer);
            EXPECT_EQ(answer->text, message(id));
            EXPECT_EQ(answer->from, server);
        }
    }
    EXPECT_EQ(bench.sender.under_way(), 0U);
}

TEST(UdpListenersTest, MoreThanTheBuffersHoldIsNotLost) {
    Bench bench;
    const net::Endpoint server = bench.listen("127.0.0.1:0");
    const auto client = udp_client();
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(io::send_text(client.get(), server, message('x')));
    bench.hold = true;
    ASSERT_TRUE(bench.turn_until([&] { return bench.held.size() == 100; }));
    EXPECT_GT(bench.count(Count::receive_no_buffers), 0U);
    EXPECT_GT(bench.count(Count::receive_rearmed), 0U);
}

TEST(UdpListenersTest, NoSlotDropsAndCounts) {
    Bench bench;
    const net::Endpoint server = bench.listen("127.0.0.1:0");
    const auto client = udp_client();
    ASSERT_TRUE(io::send_text(client.get(), server, message('x')));
    bench.hold = true;
    ASSERT_TRUE(bench.turn_until([&] { return bench.held.size() == 1; }));
    for (std::uint32_t i = 0; i < bench.fixed.send_slots + 5; ++i)
        bench.answer(bench.held[0].path, bench.held[0].message);
    EXPECT_EQ(bench.count(Count::send_dropped), 5U);
    const std::vector<std::uint8_t> too_long(datagram_octets_max + 1);
    bench.turns(3);
    EXPECT_EQ(bench.sender.under_way(), 0U);
    bench.answer(bench.held[0].path, too_long);
    EXPECT_EQ(bench.count(Count::send_dropped), 6U);
}

TEST(UdpListenersTest, RemovedAndStoppedListenersHearNothing) {
    Bench bench;
    const net::Endpoint first = bench.listen("127.0.0.1:0");
    const net::Endpoint second = bench.listen("127.0.0.1:0");
    bench.hold = true;
    bench.udp.remove(first);
    bench.tcp.remove(first);
    bench.turns(3);
    EXPECT_EQ(bench.udp.fd(0), -1);
    EXPECT_TRUE(io::check_free(first));
    const auto client = udp_client();
    ASSERT_TRUE(io::send_text(client.get(), second, message('x')));
    ASSERT_TRUE(bench.turn_until([&] { return bench.held.size() == 1; }));
    bench.udp.stop();
    bench.turns(2);
    ASSERT_TRUE(io::send_text(client.get(), second, message('x')));
    bench.turns(3);
    EXPECT_EQ(bench.held.size(), 1U);
    // Answers still leave.
    bench.answer(bench.held[0].path, bench.held[0].message);
    bench.turns(2);
    EXPECT_TRUE(io::receive_text(client.get()));
}

}  // namespace
}  // namespace gate64::dns64d::shard
