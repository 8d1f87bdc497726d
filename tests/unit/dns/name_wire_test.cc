// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/name_wire.h"

#include <gtest/gtest.h>

#include "tests/unit/dns/wire.h"

namespace gate64::dns {
namespace {

using test::Wire;

/// A header's worth of octets, so offsets are those of a message.
Wire after_header() {
    return Wire().fill(header_bytes, 0);
}

std::string expand_at(const Wire& wire, std::size_t at, unsigned hops = name_hops_max) {
    ExpandedName name;
    expand_name(wire.bytes(), at, wire.size(), hops, name);
    return name.ok() ? name.view().text() : "error";
}

TEST(PlainName, KnowsItsLength) {
    EXPECT_EQ(plain_name_bytes(Wire().name("").bytes()), 1U);
    EXPECT_EQ(plain_name_bytes(Wire().name("a.b").raw({7, 7}).bytes()), 5U);
    EXPECT_EQ(plain_name_bytes({}), 0U);
    EXPECT_EQ(plain_name_bytes(Wire().labels("a.b").bytes()), 0U);
    EXPECT_EQ(plain_name_bytes(Wire().raw({3, 'a', 'b'}).bytes()), 0U);
    for (const unsigned type : {0x40U, 0x41U, 0x80U, 0xBFU, 0xC0U})
        EXPECT_EQ(plain_name_bytes(Wire().raw({type, 0, 0}).fill(255, 0).bytes()), 0U);
}

TEST(PlainName, Ends255OctetsIn) {
    const Wire most = Wire().u8(63).fill(63, 'a').u8(63).fill(63, 'b').u8(63).fill(63, 'c');
    EXPECT_EQ(plain_name_bytes(Wire(most).u8(61).fill(61, 'd').u8(0).bytes()), 255U);
    EXPECT_EQ(plain_name_bytes(Wire(most).u8(62).fill(62, 'd').u8(0).bytes()), 0U);
    EXPECT_EQ(plain_name_bytes(Wire(most).u8(61).fill(61, 'd').raw({1, 'e', 0}).bytes()), 0U);
}

TEST(ExpandName, FollowsPointersDown) {
    const Wire wire = after_header().name("example.org").labels("www").pointer(12).pointer(25);
    EXPECT_EQ(expand_at(wire, 12), "example.org.");
    EXPECT_EQ(expand_at(wire, 25), "www.example.org.");
    EXPECT_EQ(expand_at(wire, 31), "www.example.org.");
    ExpandedName name;
    unsigned hops = 10;
    expand_name(wire.bytes(), 25, wire.size(), hops, name);
    EXPECT_EQ(name.consumed, 6U);
    EXPECT_EQ(hops, 9U);
}

TEST(ExpandName, RefusesEveryPointerThatDoesNotLeadDown) {
    EXPECT_EQ(expand_at(after_header().pointer(12), 12), "error");              // itself
    EXPECT_EQ(expand_at(after_header().labels("a").pointer(12), 12), "error");  // own start
    EXPECT_EQ(expand_at(after_header().pointer(14).pointer(12), 12), "error");  // loop of two
    EXPECT_EQ(expand_at(after_header().pointer(14).pointer(12), 14), "error");
    EXPECT_EQ(expand_at(after_header().pointer(14).pointer(16).pointer(12), 16), "error");
    EXPECT_EQ(expand_at(after_header().pointer(14).name("a"), 12), "error");  // forward
    EXPECT_EQ(expand_at(after_header().pointer(0x3FFF), 12), "error");        // past the end
    EXPECT_EQ(expand_at(after_header().name("a").pointer(11), 15), "error");  // header
    EXPECT_EQ(expand_at(after_header().name("a").pointer(0), 15), "error");
    EXPECT_EQ(expand_at(after_header().name("a").u8(0xC0), 15), "error");  // half of one
    EXPECT_EQ(expand_at(after_header().name("a").raw({0x40, 12}), 15), "error");
    EXPECT_EQ(expand_at(after_header().name("a").raw({0x80, 12}), 15), "error");
    // Down, then up again to where the first run stands.
    EXPECT_EQ(expand_at(after_header().labels("a").pointer(16).labels("b").pointer(12), 16),
              "error");
}

TEST(ExpandName, StopsAtItsEndAndAtTheMessage) {
    const Wire wire = after_header().name("abc").name("de");
    ExpandedName name;
    for (std::size_t end = 17; end < 21; ++end) {
        unsigned hops = 10;
        expand_name(wire.bytes(), 17, end, hops, name);
        EXPECT_EQ(name.ok(), end == 21) << end;
    }
    EXPECT_EQ(expand_at(after_header().labels("abc"), 12), "error");
    EXPECT_EQ(expand_at(after_header().raw({5, 'a'}), 12), "error");
    EXPECT_EQ(expand_at(after_header(), 12), "error");
}

TEST(ExpandName, AtMost255OctetsWhenExpanded) {
    const Wire base = after_header().u8(63).fill(63, 'a').u8(63).fill(63, 'b').u8(63).fill(63, 'c');
    const Wire tail = Wire(base).u8(58).fill(58, 'd').u8(0);  // 252 octets from offset 12
    EXPECT_NE(expand_at(Wire(tail).raw({2, 'x', 'y'}).pointer(12), tail.size()), "error");
    EXPECT_EQ(expand_at(Wire(tail).raw({3, 'x', 'y', 'z'}).pointer(12), tail.size()), "error");
}

TEST(ExpandName, BoundsTheChain) {
    Wire wire = after_header().name("a");
    for (std::size_t i = 0; i < 200; ++i)
        wire.pointer(i == 0 ? 12 : 15 + 2 * (i - 1));
    EXPECT_EQ(expand_at(wire, 15 + 2 * 125), "a.");
    EXPECT_EQ(expand_at(wire, 15 + 2 * 126), "error");
    EXPECT_EQ(expand_at(wire, 15 + 2 * 4, 5), "a.");
    EXPECT_EQ(expand_at(wire, 15 + 2 * 5, 5), "error");
}

TEST(ReadCompressed, SetsTheReadersErrorOrMovesOn) {
    const Wire wire = after_header().name("example").labels("www").pointer(12).u8(0xC0);
    base::ByteReader reader(wire.bytes());
    reader.skip(21);
    EXPECT_EQ(Name::read_compressed(reader).text(), "www.example.");
    EXPECT_EQ(reader.position(), 27U);
    EXPECT_EQ(Name::read_compressed(reader).text(), ".");
    EXPECT_FALSE(reader.ok());
    EXPECT_EQ(Name::read_compressed(reader).text(), ".");
}

}  // namespace
}  // namespace gate64::dns
