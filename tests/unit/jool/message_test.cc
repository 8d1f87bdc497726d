// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/message.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "shared/jool/fields.h"

namespace gate64::jool {
namespace {

const MessageHead head{.family = 0x1234,
                       .command = 9,
                       .flags = 2,
                       .version = {4, 1, 13, 0},
                       .instance = "fifteen-octets!",
                       .sequence = 0xDEADBEEF};

TEST(Message, WhatIsWrittenIsRead) {
    MessageWriter writer(head);
    writer.u8(1, 1);
    writer.u16(2, 0x1234);
    writer.u32(3, 0x12345678);
    writer.u64(4, 0x123456789ABCDEF0);
    writer.text(5, "name");
    {
        const auto outer = writer.nest(6);
        const auto inner = writer.nest(7);  // stays although it is empty
    }
    const auto message = Message::parse(writer.finish().value());
    ASSERT_TRUE(message.has_value());
    EXPECT_EQ(message->head(), head);
    const Attributes root = message->attributes();
    EXPECT_EQ(root[1].u8(), 1);
    EXPECT_EQ(root[2].u16(), 0x1234);
    EXPECT_EQ(root[3].u32(), 0x12345678U);
    EXPECT_EQ(root[4].u64(), 0x123456789ABCDEF0U);
    EXPECT_EQ(root[5].text(), "name");
    EXPECT_TRUE(root[6].nested()[7].exists());
    EXPECT_TRUE(root[6].nested()[7].nested().empty());
    EXPECT_TRUE(message->is_sound());
}

TEST(Message, NestsCarryTheirMark) {
    MessageWriter writer(head);
    {
        const auto nest = writer.nest(10);
    }
    const Octets octets = writer.finish().value();
    EXPECT_EQ(octets.at(50), 10);
    EXPECT_EQ(octets.at(51), 0x80);
}

TEST(Message, WrongLengthsAndAbsenceAreRemembered) {
    MessageWriter writer(head);
    writer.u16(1, 5);
    writer.bytes(2, {});
    const Octets octets = writer.finish().value();
    const auto unsound_after = [&](auto read) {
        const auto message = Message::parse(octets);
        read(message->attributes());
        return !message->is_sound();
    };
    EXPECT_TRUE(unsound_after([](const Attributes& a) { EXPECT_EQ(a[1].u8(), 0); }));
    EXPECT_TRUE(unsound_after([](const Attributes& a) { EXPECT_EQ(a[1].u32(), 0U); }));
    EXPECT_TRUE(unsound_after([](const Attributes& a) { EXPECT_EQ(a[9].u16(), 0); }));
    EXPECT_TRUE(unsound_after([](const Attributes& a) { EXPECT_EQ(a[9].text(), ""); }));
    EXPECT_TRUE(unsound_after([](const Attributes& a) { EXPECT_EQ(a[2].text(), ""); }));
    EXPECT_TRUE(unsound_after([](const Attributes& a) { EXPECT_TRUE(a[9].nested().empty()); }));
    EXPECT_TRUE(unsound_after([](const Attributes& a) { (void)a[1].nested(); }));
    EXPECT_FALSE(unsound_after([](const Attributes& a) { EXPECT_EQ(a[1].u16(), 5); }));
}

TEST(Message, WhatDoesNotFitIsAnError) {
    MessageWriter writer(head, 100);
    const Octets large(100);
    writer.bytes(1, large);
    writer.u8(2, 1);
    EXPECT_EQ(writer.finish().error().errno_value, EMSGSIZE);
}

TEST(Fields, ReadBackWhatTheyWrote) {
    const auto prefix4 = net::Ipv4Prefix::parse("192.0.2.0/24").value();
    const auto prefix6 = net::Ipv6Prefix::parse("2001:db8::/40").value();
    const Endpoint4 four{net::Ipv4Address::parse("192.0.2.1").value(), 65535};
    const Endpoint6 six{net::Ipv6Address::parse("2001:db8::1").value(), 1};
    MessageWriter writer(head);
    write_prefix(writer, 1, prefix4);
    write_prefix(writer, 2, prefix6);
    write_endpoint(writer, 3, four);
    write_endpoint(writer, 4, six);
    write_no_prefix(writer, 5);
    const auto message = Message::parse(writer.finish().value());
    const Attributes root = message->attributes();
    EXPECT_EQ(read_prefix4(root[1]), prefix4);
    EXPECT_EQ(read_prefix6(root[2]), prefix6);
    EXPECT_EQ(read_endpoint4(root[3]), four);
    EXPECT_EQ(read_endpoint6(root[4]), six);
    EXPECT_EQ(read_prefix6(root[5]), std::nullopt);
    EXPECT_TRUE(message->is_sound());
}

TEST(Fields, RefuseLengthsAndHostBitsThatCannotBe) {
    const auto is_sound = [](std::uint8_t length, std::uint8_t last_octet) {
        MessageWriter writer(head);
        {
            const auto nest = writer.nest(1);
            writer.bytes(1, std::array<std::uint8_t, 4>{192, 0, 2, last_octet});
            writer.u8(2, length);
        }
        const auto message = Message::parse(writer.finish().value());
        (void)read_prefix4(message->attributes()[1]);
        return message->is_sound();
    };
    EXPECT_TRUE(is_sound(32, 1));
    EXPECT_TRUE(is_sound(24, 0));
    EXPECT_FALSE(is_sound(24, 1));
    EXPECT_FALSE(is_sound(33, 1));
}

}  // namespace
}  // namespace gate64::jool
