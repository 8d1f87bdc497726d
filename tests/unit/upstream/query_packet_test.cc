// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/query_packet.h"

#include <gtest/gtest.h>

#include "shared/dns/message.h"
#include "tests/unit/upstream/records.h"

namespace gate64::dns64d::upstream {
namespace {

using namespace test;
namespace rr = dns::rr;

TEST(QueryPacket, LongestNameFits) {
    const std::string label(63, 'x');
    const dns::Name longest =
        name(label + "." + label + "." + label + "." + std::string(61, 'y') + ".");
    ASSERT_EQ(longest.wire().size(), dns::name_bytes_max);
    QueryPacket packet{.id = 0xBEEF, .name = longest, .type = rr::aaaa, .edns_size = 1232};
    QuerySpace space;
    const base::Bytes message = write_query(packet, space);
    EXPECT_EQ(message.size(), query_packet_bytes_max);
    dns::Query query;
    ASSERT_EQ(dns::parse_query(message, query), dns::QueryError::none);
    EXPECT_EQ(query.header.id, 0xBEEF);
    EXPECT_TRUE(query.name.view() == longest.view());
    EXPECT_TRUE(query.edns.dnssec_ok);
    EXPECT_EQ(query.edns.udp_size, 1232);
}

TEST(QueryPacket, FlagsAndPlain) {
    const dns::Name qname = name("a.");
    QuerySpace space;
    QueryPacket packet{.id = 1, .name = qname, .type = rr::a, .cd = true, .ad = true};
    const base::Bytes message = write_query(packet, space);
    EXPECT_EQ(message.size(), dns::header_bytes + 3 + 4);
    EXPECT_EQ(base::load_be16(message.data() + 2), dns::flag::rd | dns::flag::cd | dns::flag::ad);
}

TEST(QueryPacket, OnlyTheSameQuestionIsAnswered) {
    const dns::Name qname = name("www.example.");
    QuerySpace space;
    const base::Bytes written = write_query({.name = qname, .type = rr::a}, space);
    Octets message = octets(written);
    EXPECT_FALSE(answers(message, qname, rr::a)) << "a query";
    message[2] |= 0x80;
    EXPECT_TRUE(answers(message, qname, rr::a));
    EXPECT_TRUE(answers(message, name("WWW.example."), rr::a));
    EXPECT_FALSE(answers(message, qname, rr::aaaa));
    EXPECT_FALSE(answers(message, name("ww.example."), rr::a));
    for (std::size_t size = 0; size < message.size(); ++size) {
        EXPECT_FALSE(answers(base::Bytes(message).first(size), qname, rr::a)) << size;
    }
    message.back() = 3;
    EXPECT_FALSE(answers(message, qname, rr::a)) << "class CH";
}

}  // namespace
}  // namespace gate64::dns64d::upstream
