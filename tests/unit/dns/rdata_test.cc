// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/rdata.h"

#include <gtest/gtest.h>

#include "shared/dns/name_wire.h"
#include "shared/dns/types.h"
#include "tests/unit/dns/wire.h"

namespace gate64::dns {
namespace {

using test::copy;
using test::Wire;

/// The RDATA as it stands behind a header and the name "example", which pointers may lead to.
std::optional<std::vector<std::uint8_t>> read(std::uint16_t type, const Wire& rdata) {
    const Wire message = Wire().fill(12, 0).name("example").add(rdata.bytes()).fill(300, 0);
    RdataScratch scratch;
    unsigned hops = 1000;
    const auto read = read_rdata(message.bytes(), 21, rdata.size(), type, hops, scratch);
    if (!read) return std::nullopt;
    return copy(*read);
}

bool accepts(std::uint16_t type, const Wire& rdata) {
    return read(type, rdata).has_value();
}

/// Accepted as it is, refused when an octet is missing; when one is added, `open_ended` decides.
void expect_exact(std::uint16_t type, const Wire& rdata, bool open_ended = false) {
    EXPECT_EQ(read(type, rdata), copy(rdata.bytes())) << type_text(type);
    EXPECT_EQ(accepts(type, Wire(rdata).u8(0)), open_ended) << type_text(type);
}

/// Refused when cut anywhere below its whole length.
void expect_no_shorter(std::uint16_t type, const Wire& rdata) {
    for (std::size_t size = 0; size < rdata.size(); ++size)
        EXPECT_FALSE(accepts(type, Wire(rdata).cut(size))) << type_text(type) << " " << size;
}

TEST(Rdata, FixedSizes) {
    for (const auto& [type, size] : std::vector<std::pair<std::uint16_t, unsigned>>{
             {rr::a, 4}, {rr::aaaa, 16}, {104, 10}, {105, 6}, {106, 10}, {108, 6}, {109, 8}}) {
        expect_exact(type, Wire().fill(size, 7));
        expect_no_shorter(type, Wire().fill(size, 7));
    }
}

TEST(Rdata, NamesOfTheOldTypes) {
    for (const std::uint16_t type :
         {rr::ns, rr::md, rr::mf, rr::cname, rr::mb, rr::mg, rr::mr, rr::ptr, rr::dname}) {
        const Wire plain = Wire().name("a.example");
        expect_exact(type, plain);
        expect_no_shorter(type, plain);
        EXPECT_EQ(read(type, Wire().labels("a").pointer(12)), copy(plain.bytes()));
        EXPECT_FALSE(accepts(type, Wire().labels("a").pointer(12).u8(0)));
        EXPECT_FALSE(accepts(type, Wire().labels("a").u8(0xC0)));
        EXPECT_FALSE(accepts(type, Wire().labels("a").pointer(21)));
    }
}

TEST(Rdata, NamesBehindNumbers) {
    for (const std::uint16_t type : {rr::mx, rr::afsdb, rr::kx, std::uint16_t{21}}) {
        expect_exact(type, Wire().u16(10).name("m"));
        expect_no_shorter(type, Wire().u16(10).name("m"));
        EXPECT_EQ(read(type, Wire().u16(10).pointer(12)),
                  copy(Wire().u16(10).name("example").bytes()));
    }
    const Wire srv = Wire().u16(1).u16(2).u16(53).name("m");
    expect_exact(rr::srv, srv);
    expect_no_shorter(rr::srv, srv);
    expect_no_shorter(rr::px, Wire().u16(1).name("a").name("b"));
    const Wire naptr = Wire().u32(1).labels("u").labels("E2U").u8(0).name("r");
    expect_exact(rr::naptr, naptr);
    expect_no_shorter(rr::naptr, naptr);
    EXPECT_EQ(read(rr::minfo, Wire().pointer(12).labels("b").pointer(12)),
              copy(Wire().name("example").name("b.example").bytes()));
}

TEST(Rdata, Soa) {
    const Wire numbers = Wire().u32(1).u32(2).u32(3).u32(4).u32(5);
    const Wire soa = Wire().name("ns.example").name("who.example").add(numbers.bytes());
    expect_exact(rr::soa, soa);
    expect_no_shorter(rr::soa, soa);
    const Wire small = Wire().labels("ns").pointer(12).labels("who").pointer(12);
    EXPECT_EQ(read(rr::soa, Wire(small).add(numbers.bytes())), copy(soa.bytes()));
}

TEST(Rdata, NewerTypesNeverFollowPointers) {
    const Wire fixed = Wire().u16(1).raw({13, 2}).u32(300).u32(2).u32(1).u16(7);
    EXPECT_TRUE(accepts(rr::rrsig, Wire(fixed).name("example").fill(64, 1)));
    EXPECT_FALSE(accepts(rr::rrsig, Wire(fixed).pointer(12).fill(64, 1)));
    EXPECT_TRUE(accepts(rr::sig, Wire(fixed).pointer(12).fill(64, 1)));
    EXPECT_FALSE(accepts(rr::nsec, Wire().pointer(12)));
    EXPECT_FALSE(accepts(rr::svcb, Wire().u16(1).pointer(12)));
    EXPECT_FALSE(accepts(107, Wire().u16(1).pointer(12)));
    EXPECT_TRUE(accepts(65280, Wire().pointer(12)));
    EXPECT_EQ(read(65280, Wire().pointer(12)), copy(Wire().pointer(12).bytes()));
}

TEST(Rdata, Signatures) {
    const Wire fixed = Wire().u16(1).raw({13, 2}).u32(300).u32(2).u32(1).u16(7).name("example");
    expect_exact(rr::rrsig, Wire(fixed).u8(1), true);
    expect_no_shorter(rr::rrsig, Wire(fixed).u8(1));  // without a signature, too
    expect_no_shorter(rr::sig, Wire(fixed).u8(1));
}

TEST(Rdata, KeysAndDigests) {
    expect_no_shorter(rr::dnskey, Wire().u16(257).raw({3, 13}));
    expect_exact(rr::dnskey, Wire().u16(257).raw({3, 13}).fill(64, 1), true);
    for (const std::uint16_t type : {rr::ds, std::uint16_t{59}, std::uint16_t{32769}}) {
        expect_no_shorter(type, Wire().u16(1).raw({13, 2, 9}));
        expect_exact(type, Wire().u16(1).raw({13, 2}).fill(32, 9), true);
    }
    expect_no_shorter(52, Wire().raw({3, 1, 1, 0}));
    expect_no_shorter(44, Wire().raw({1, 2, 0}));
    expect_no_shorter(63, Wire().u32(1).raw({1, 1, 0}));
    expect_no_shorter(49, Wire().u8(1));
    expect_no_shorter(61, Wire().u8(1));
}

TEST(Rdata, Nsec) {
    expect_exact(rr::nsec, Wire().name("b").raw({0, 2, 0x40, 1}));
    EXPECT_TRUE(accepts(rr::nsec, Wire().name("b")));
    EXPECT_FALSE(accepts(rr::nsec, Wire().name("b").raw({0})));
    EXPECT_FALSE(accepts(rr::nsec, Wire().name("b").raw({0, 0})));
    EXPECT_FALSE(accepts(rr::nsec, Wire().name("b").raw({0, 33}).fill(33, 1)));
    EXPECT_FALSE(accepts(rr::nsec, Wire()));
}

TEST(Rdata, Nsec3) {
    const Wire fixed = Wire().raw({1, 0}).u16(0);
    expect_exact(rr::nsec3, Wire(fixed).u8(0).u8(20).fill(20, 5).raw({0, 1, 0x40}));
    EXPECT_TRUE(accepts(rr::nsec3, Wire(fixed).u8(2).u16(9).u8(20).fill(20, 5)));
    EXPECT_FALSE(accepts(rr::nsec3, Wire(fixed).u8(9).fill(8, 5)));          // salt
    EXPECT_FALSE(accepts(rr::nsec3, Wire(fixed).u8(0).u8(20).fill(19, 5)));  // hash
    EXPECT_FALSE(accepts(rr::nsec3, Wire(fixed).u8(0).u8(0)));               // no hash
    expect_exact(rr::nsec3param, Wire(fixed).u8(3).fill(3, 1));
    expect_no_shorter(rr::nsec3param, Wire(fixed).u8(3).fill(3, 1));
}

TEST(Rdata, Strings) {
    for (const std::uint16_t type : {rr::txt, std::uint16_t{99}, std::uint16_t{258}}) {
        EXPECT_TRUE(accepts(type, Wire().u8(0)));
        EXPECT_TRUE(accepts(type, Wire().labels("ab").u8(255).fill(255, 1)));
        EXPECT_FALSE(accepts(type, Wire()));
        EXPECT_FALSE(accepts(type, Wire().raw({2, 1})));
        EXPECT_FALSE(accepts(type, Wire().labels("ab").u8(1)));
    }
    expect_exact(rr::hinfo, Wire().labels("cpu").labels("os"));
    expect_no_shorter(rr::hinfo, Wire().labels("cpu").labels("os"));
    expect_no_shorter(257, Wire().u8(0).labels("issue"));
    EXPECT_FALSE(accepts(257, Wire().u8(0).u8(0).labels("x")));
    expect_no_shorter(256, Wire().u16(1).u16(2).u8('x'));
}

TEST(Rdata, Svcb) {
    const Wire fixed = Wire().u16(1).name("t");
    expect_exact(rr::https, fixed);
    expect_no_shorter(rr::https, fixed);
    EXPECT_TRUE(
        accepts(rr::https, Wire(fixed).option(1, Wire().labels("h2")).option(3, Wire().u16(443))));
    EXPECT_FALSE(
        accepts(rr::https, Wire(fixed).option(3, Wire().u16(1)).option(1, Wire().labels("h2"))));
    EXPECT_FALSE(accepts(rr::svcb, Wire(fixed).option(9, {}).option(9, {})));
}

TEST(Rdata, UnknownTypesAreOpaque) {
    for (const std::uint16_t type :
         {std::uint16_t{10}, std::uint16_t{67}, std::uint16_t{68}, std::uint16_t{127},
          std::uint16_t{128}, std::uint16_t{65280}}) {
        EXPECT_TRUE(accepts(type, Wire())) << type;
        EXPECT_TRUE(accepts(type, Wire().fill(300, 0xFF))) << type;
    }
}

TEST(Rdata, NamesMayNotCrossTheEnd) {
    // The octets behind the RDATA would complete the name.
    const Wire message = Wire().fill(12, 0).name("abcdef");
    RdataScratch scratch;
    unsigned hops = 9;
    EXPECT_FALSE(read_rdata(message.bytes(), 12, 4, rr::ns, hops, scratch).has_value());
    EXPECT_FALSE(read_rdata(message.bytes(), 12, 7, rr::ns, hops, scratch).has_value());
    EXPECT_TRUE(read_rdata(message.bytes(), 12, 8, rr::ns, hops, scratch).has_value());
}

TEST(Rdata, WhatGrowsIsBounded) {
    const Wire fixed = Wire().u16(0).raw({13, 2}).u32(300).u32(2).u32(1).u16(7).name("example");
    const std::size_t room = expanded_rdata_bytes_max - fixed.size();
    EXPECT_TRUE(accepts(rr::sig, Wire(fixed).fill(room, 1)));
    EXPECT_FALSE(accepts(rr::sig, Wire(fixed).fill(room + 1, 1)));
    EXPECT_TRUE(accepts(rr::rrsig, Wire(fixed).fill(40000, 1)));
}

TEST(Rdata, EveryRowIsWellFormed) {
    for (unsigned type = 0; type <= 0xFFFF; ++type) {
        const std::string_view shape = rdata_shape(static_cast<std::uint16_t>(type));
        ASSERT_FALSE(shape.empty());
        EXPECT_EQ(shape.find_first_not_of("124shtnN*+bvp"), std::string_view::npos) << type;
        // Fields that take all the rest come last.
        EXPECT_GE(shape.find_first_of("t*+bvp"), shape.size() - 1) << type;
    }
}

}  // namespace
}  // namespace gate64::dns
