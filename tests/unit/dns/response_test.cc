// SPDX-License-Identifier: Apache-2.0
// What parse_response() says to well-formed and malformed answers.
#include <gtest/gtest.h>

#include "shared/dns/message.h"
#include "tests/unit/dns/wire.h"

namespace gate64::dns {
namespace {

using test::copy;
using test::plain_response;
using test::Wire;

bool accepts(const Wire& wire) {
    Response response;
    return parse_response(wire.bytes(), response);
}

Wire address() {
    return Wire().raw({192, 0, 2, 1});
}

std::vector<RecordView> records(const Response& response) {
    std::vector<RecordView> all;
    for (const RecordView record : response.records.view())
        all.push_back(record);
    return all;
}

TEST(ParseResponse, AllSections) {
    const Wire wire = plain_response(2, 1, 2, 0x8583)
                          .pointer(12)
                          .body(rr::cname, 60, Wire().labels("v6").pointer(16))
                          .pointer(41)
                          .body(rr::a, 0x80000000, address())
                          .pointer(16)
                          .body(rr::ns, 0xFFFFFFFF, Wire().labels("ns").pointer(16))
                          .opt(Wire().option(15, Wire().u16(6)), 4096, 0x01008000)
                          .name("ns.example")
                          .body(rr::a, 0x7FFFFFFF, address());
    Response response;
    ASSERT_TRUE(parse_response(wire.bytes(), response));
    EXPECT_EQ(response.header.id, 0x1234);
    EXPECT_TRUE(response.header.qr() && response.header.aa() && response.header.rd());
    EXPECT_EQ(response.name.text(), "www.example.");
    EXPECT_EQ(response.type, rr::aaaa);
    EXPECT_EQ(response.klass, klass::in);
    EXPECT_EQ(static_cast<unsigned>(response.rcode), 19U);  // 1 * 16 + 3
    EXPECT_EQ(response.edns.ede, Ede::dnssec_bogus);
    EXPECT_TRUE(response.edns.dnssec_ok);
    const std::vector<RecordView> all = records(response);
    ASSERT_EQ(all.size(), 4U);
    EXPECT_EQ(all[0].owner.text(), "www.example.");
    EXPECT_EQ(copy(all[0].rdata), copy(Wire().name("v6.example").bytes()));
    EXPECT_EQ(all[0].ttl, 60U);
    EXPECT_EQ(all[1].owner.text(), "v6.example.");
    EXPECT_EQ(all[1].ttl, 0U);
    EXPECT_EQ(all[2].section, Section::authority);
    EXPECT_EQ(all[2].owner.text(), "example.");
    EXPECT_EQ(all[2].ttl, 0U);
    EXPECT_EQ(all[3].section, Section::additional);
    EXPECT_EQ(all[3].ttl, 0x7FFFFFFFU);
}

TEST(ParseResponse, MemoryIsUsedAgain) {
    Response response;
    const Wire full = plain_response(1, 0, 1).pointer(12).body(rr::a, 1, address()).opt({});
    ASSERT_TRUE(parse_response(full.bytes(), response));
    const std::uint8_t* memory = response.records.view().bytes().data();
    ASSERT_TRUE(parse_response(plain_response(0).bytes(), response));
    EXPECT_EQ(response.records.count(), 0U);
    EXPECT_FALSE(response.edns.present);
    EXPECT_EQ(response.rcode, Rcode::noerror);
    ASSERT_TRUE(parse_response(full.bytes(), response));
    EXPECT_EQ(response.records.view().bytes().data(), memory);
}

TEST(ParseResponse, EveryCutIsRefused) {
    const Wire wire = plain_response(1, 1, 1)
                          .pointer(12)
                          .body(rr::a, 1, address())
                          .pointer(16)
                          .body(rr::soa, 1, Wire().pointer(16).pointer(16).fill(20, 1))
                          .opt(Wire().option(12, Wire().fill(9, 0)));
    ASSERT_TRUE(accepts(wire));
    for (std::size_t size = 0; size < wire.size(); ++size)
        EXPECT_FALSE(accepts(Wire(wire).cut(size))) << size;
    EXPECT_FALSE(accepts(Wire(wire).u8(0)));
}

TEST(ParseResponse, Counts) {
    EXPECT_TRUE(accepts(Wire().header(1, 0x8182, 0, 0, 0, 0)));
    EXPECT_FALSE(accepts(Wire().header(1, 0x8180, 0, 1, 0, 0)));
    EXPECT_FALSE(accepts(Wire().header(1, 0x8180, 1, 0, 0, 0)));
    EXPECT_FALSE(accepts(Wire().header(1, 0x8180, 2, 0, 0, 0).question("a", 1).question("a", 1)));
    EXPECT_FALSE(accepts(plain_response(2).pointer(12).body(rr::a, 1, address())));
    EXPECT_FALSE(accepts(plain_response(0).pointer(12).body(rr::a, 1, address())));
    EXPECT_FALSE(accepts(plain_response(65535, 65535, 65535)));
}

TEST(ParseResponse, RdataMustFitItsType) {
    const auto answer = [](unsigned type, const Wire& rdata) {
        return accepts(plain_response(1).pointer(12).body(type, 1, rdata));
    };
    EXPECT_TRUE(answer(rr::a, address()));
    EXPECT_FALSE(answer(rr::a, Wire().fill(3, 1)));
    EXPECT_FALSE(answer(rr::a, Wire().fill(5, 1)));
    EXPECT_FALSE(answer(rr::aaaa, Wire().fill(15, 1)));
    EXPECT_FALSE(answer(rr::aaaa, Wire().fill(17, 1)));
    EXPECT_FALSE(answer(rr::mx, Wire().u8(1)));
    EXPECT_FALSE(answer(rr::cname, Wire().labels("a").pointer(12).u8(0)));
    EXPECT_TRUE(answer(65280, Wire().pointer(12)));
    for (const unsigned type : {0U, 249U, 250U, 251U, 252U, 253U, 254U, 255U})
        EXPECT_FALSE(answer(type, {})) << type;
}

TEST(ParseResponse, NamesMayNotCrossTheirRdata) {
    // RDLENGTH ends inside the name, the octets behind it would complete it.
    EXPECT_FALSE(
        accepts(plain_response(1).pointer(12).u16(rr::cname).u16(1).u32(1).u16(2).name("abc")));
    EXPECT_FALSE(accepts(
        plain_response(1).pointer(12).u16(rr::a).u16(1).u32(1).u16(400).add(address().bytes())));
}

TEST(ParseResponse, OtherClassesAreRefused) {
    for (const unsigned other : {0U, 3U, 4U, 254U, 255U})
        EXPECT_FALSE(accepts(plain_response(1).pointer(12).body(rr::a, 1, address(), other)));
}

TEST(ParseResponse, OneOptAndOnlyInAdditional) {
    EXPECT_TRUE(accepts(plain_response(0, 0, 1).opt({})));
    EXPECT_TRUE(accepts(plain_response(0, 0, 2).opt({}).name("a").body(rr::a, 1, address())));
    EXPECT_FALSE(accepts(plain_response(0, 0, 2).opt({}).opt({})));
    EXPECT_FALSE(accepts(plain_response(1).opt({})));
    EXPECT_FALSE(accepts(plain_response(0, 1).opt({})));
    EXPECT_FALSE(accepts(plain_response(0, 0, 1).name("a").body(rr::opt, 0, {}, 1232)));
    EXPECT_FALSE(accepts(plain_response(0, 0, 1).opt(Wire().u8(1))));
}

TEST(ParseResponse, RecordLimit) {
    const auto with = [](unsigned count) {
        Wire wire = plain_response(count);
        for (unsigned i = 0; i < count; ++i)
            wire.pointer(12).body(rr::a, 1, address());
        return wire;
    };
    Response response;
    ASSERT_TRUE(parse_response(with(response_records_max).bytes(), response));
    EXPECT_EQ(response.records.count(), response_records_max);
    EXPECT_FALSE(accepts(with(response_records_max + 1)));
    EXPECT_FALSE(accepts(plain_response(0).fill(65536, 0)));
}

/// A message of 64 KiB: `head` starts records of the type NS that name each other.
Wire flood(const Wire& head, std::size_t owner, std::size_t target) {
    const std::size_t count = (65535 - head.size()) / 14;
    Wire wire = head;
    for (std::size_t i = 0; i < count; ++i)
        wire.pointer(owner).body(rr::ns, 1, Wire().pointer(target));
    wire[6] = static_cast<std::uint8_t>(std::min<std::size_t>(count + 1, 3900) >> 8);
    wire[7] = static_cast<std::uint8_t>(std::min<std::size_t>(count + 1, 3900));
    return wire;
}

TEST(ParseResponse, ExpandingNamesAreRefusedSoon) {
    Wire head = Wire().header(1, 0x8180, 0, 0, 0, 0);
    for (int i = 0; i < 126; ++i)
        head.labels("a");
    head.u8(0).body(rr::a, 1, address());
    const Wire wire = flood(head, 12, 12);
    Response response;
    EXPECT_FALSE(parse_response(wire.bytes(), response));
    EXPECT_LT(response.records.size_bytes(), 3 * message_bytes_max);
}

TEST(ParseResponse, ChainsOfPointersAreRefusedSoon) {
    Wire rdata = Wire().name("a");
    for (std::size_t i = 0; i < 130; ++i)
        rdata.pointer(i == 0 ? 23 : 26 + 2 * (i - 1));
    const Wire head = Wire().header(1, 0x8180, 0, 0, 0, 0).u8(0).body(65280, 1, rdata);
    Response response;
    EXPECT_FALSE(parse_response(flood(head, 26 + 2 * 120, 26 + 2 * 120).bytes(), response));
    EXPECT_GT(response.records.count(), 500U);
    EXPECT_LT(response.records.count(), 600U);  // 240 hops a record
}

}  // namespace
}  // namespace gate64::dns
