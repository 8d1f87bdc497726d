// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/probe/packet.h"

#include <gtest/gtest.h>

#include "shared/dns/message.h"

namespace gate64::nat64ctl::probe {
namespace {

TEST(EchoRequest, ComesBackAsItsOwnReplyOnly) {
    std::vector<std::uint8_t> packet = echo_request(0x1234, 7, 64);
    ASSERT_EQ(packet.size(), 64U);
    EXPECT_EQ(packet[0], 128);
    EXPECT_EQ(base::load_be16(packet.data() + 6), 7);
    EXPECT_FALSE(is_echo_reply(packet, 0x1234, 64)) << "a request is no reply";
    packet[0] = 129;
    EXPECT_TRUE(is_echo_reply(packet, 0x1234, 64));
    EXPECT_FALSE(is_echo_reply(packet, 0x1235, 64));
    EXPECT_FALSE(is_echo_reply(packet, 0x1234, 65));
    packet[63] ^= 1U;
    EXPECT_FALSE(is_echo_reply(packet, 0x1234, 64)) << "damaged on the way";
}

TEST(DnsQuestion, HasExactlyTheSizeAndIsWellFormed) {
    for (const std::size_t octets :
         {dns_question_octets, std::size_t{56}, std::size_t{1452}, std::size_t{3000}}) {
        const auto message = dns_question(0xBEEF, octets);
        ASSERT_EQ(message.size(), octets);
        dns::Query query;
        EXPECT_EQ(dns::parse_query(message, query), dns::QueryError::none) << octets;
        EXPECT_EQ(query.header.id, 0xBEEF);
        EXPECT_EQ(query.type, dns::rr::ns);
        EXPECT_TRUE(query.edns.present);
    }
}

TEST(DnsResponse, IsToldByIdAndDirection) {
    std::vector<std::uint8_t> message = dns_question(5, dns_question_octets);
    EXPECT_FALSE(is_dns_response(message, 5));
    message[2] = 0x80;
    EXPECT_TRUE(is_dns_response(message, 5));
    EXPECT_FALSE(is_dns_response(message, 6));
    EXPECT_FALSE(is_dns_response(base::Bytes(message).first(11), 5));
}

}  // namespace
}  // namespace gate64::nat64ctl::probe
