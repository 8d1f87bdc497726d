// SPDX-License-Identifier: Apache-2.0
#include "bench/load/packet.h"

#include <gtest/gtest.h>

#include "bench/limit/responder.h"
#include "shared/dns/message.h"

namespace gate64::bench {
namespace {

TEST(Packet, AsksWhatTheKeySays) {
    const auto questions = Questions::make({.names = 10});
    for (const bool edns : {false, true}) {
        const LoadPlan plan{.edns = edns};
        std::array<std::uint8_t, packet_bytes_max> space{};
        const std::size_t size = write_packet(plan, *questions, 7 << 1 | 1, 0x1234, space);
        dns::Query query;
        ASSERT_EQ(dns::parse_query({space.data(), size}, query), dns::QueryError::none);
        EXPECT_EQ(query.header.id, 0x1234);
        EXPECT_TRUE(query.header.rd());
        EXPECT_EQ(query.name.text(), "h0000007.bench.example.");
        EXPECT_EQ(query.type, dns::rr::aaaa);
        EXPECT_EQ(query.edns.present, edns);
    }
}

TEST(Packet, TheBlindAnswerIsAResponseToIt) {
    const auto questions = Questions::make({.names = 10});
    std::array<std::uint8_t, packet_bytes_max> space{};
    const std::size_t asked = write_packet(LoadPlan{}, *questions, 1, 9, space);
    const std::size_t size = answer_blindly(space, asked);
    EXPECT_EQ(size, asked + 28);
    dns::Response response;
    ASSERT_TRUE(dns::parse_response({space.data(), size}, response));
    EXPECT_EQ(response.header.id, 9);
    EXPECT_EQ(response.records.count(), 1U);
    EXPECT_EQ(answer_blindly(space, 11), 0U);
    EXPECT_EQ(answer_blindly(space, space.size()), 0U);
}

}  // namespace
}  // namespace gate64::bench
