// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cerrno>

#include "shared/jool/atomic_codec.h"
#include "shared/jool/bib_codec.h"
#include "shared/jool/global_codec.h"
#include "shared/jool/instance_codec.h"
#include "shared/jool/pool4_codec.h"
#include "tests/unit/jool/golden.h"

// Requests octet by octet, as computed from Jool's source and found on a real 4.1.9; and what is
// refused before it is sent.

namespace gate64::jool {
namespace {

using golden::from_hex;

const Target to_example{0x20, {4, 1, 9, 0}, "example"};
const std::string header = "6a6f6f6c 04010900 02000000 6578616d706c6500 0000000000000000";

/// Sequence and port are zero, as the codecs leave them.
Octets message(const std::string& length, const std::string& command, const std::string& rest) {
    return from_hex(length + "000000 2000 0100 00000000 00000000" + command + "010000" + header +
                    rest);
}

Pool4Entry udp_range() {
    return {.mark = 0,
            .protocol = Protocol::udp,
            .prefix = net::Ipv4Prefix::parse("192.168.1.94").value(),
            .port_min = 61000,
            .port_max = 65535,
            .iterations = {}};
}

TEST(Codec, InstanceAdd) {
    const auto pool6 = net::Ipv6Prefix::parse("64:ff9b::/96").value();
    EXPECT_EQ(encode_instance_add(to_example, Framework::iptables, pool6).value(),
              message("5c", "01",
                      "2c000a80 0500010008000000 20000280 14000100"
                      "0064ff9b000000000000000000000000 0500020060000000"));
}

TEST(Codec, Pool4Add) {
    EXPECT_EQ(encode_pool4_add(to_example, udp_range(), false).value(),
              message("78", "13",
                      "48000a80 0800010000000000 0800020000000000 0500030000000000"
                      "0500040001000000 14000580 08000100c0a8015e 0500020020000000"
                      "0600060048ee0000 06000700ffff0000"));
}

TEST(Codec, Pool4Foreach) {
    EXPECT_EQ(encode_pool4_foreach(to_example, Protocol::tcp).value(),
              message("38", "12", "05000b0000000000"));
}

TEST(Codec, GlobalUpdate) {
    const std::vector<GlobalSetting> settings = {{24, true}, {22, std::uint32_t{300'000}}};
    EXPECT_EQ(encode_global_update(to_example, settings).value(),
              message("44", "09", "14000280 0500180001000000 08001600e0930400"));
}

TEST(Codec, FlagsSayForceAndQuick) {
    constexpr std::size_t flags = 29;
    EXPECT_EQ(encode_pool4_add(to_example, udp_range(), true).value()[flags], 0x02);
    EXPECT_EQ(encode_pool4_rm(to_example, udp_range(), true).value()[flags], 0x04);
    EXPECT_EQ(encode_pool4_rm(to_example, udp_range(), false).value()[flags], 0x00);
    EXPECT_EQ(encode_pool4_flush(to_example, true).value()[flags], 0x04);
}

TEST(Codec, RefusesWhatTheKernelWouldSufferFrom) {
    Pool4Entry wide = udp_range();
    wide.prefix = net::Ipv4Prefix::parse("10.0.0.0/23").value();
    EXPECT_EQ(encode_pool4_add(to_example, wide, true).error().errno_value, EINVAL);
    EXPECT_EQ(encode_pool4_rm(to_example, wide, true).error().errno_value, EINVAL);
    Pool4Entry hopeless = udp_range();
    hopeless.iterations = MaxIterations{MaxIterations::Mode::count, 0};
    EXPECT_EQ(encode_pool4_add(to_example, hopeless, true).error().errno_value, EINVAL);
    const Target long_name{0x20, {4, 1, 9, 0}, "sixteen-octets-x"};
    EXPECT_EQ(encode_instance_rm(long_name).error().errno_value, EINVAL);
    const Target nul{0x20, {4, 1, 9, 0}, std::string("a\0b", 3)};
    EXPECT_EQ(encode_instance_rm(nul).error().errno_value, EINVAL);
}

TEST(Codec, RefusesSettingsThatNat64OrTheReleaseLacks) {
    const auto refusal = [](const GlobalSetting& setting) {
        const auto made = encode_global_update(to_example, {&setting, 1});
        return made ? 0 : made.error().errno_value;
    };
    EXPECT_EQ(refusal({9, true}), EINVAL);                     // SIIT's
    EXPECT_EQ(refusal({32, std::uint32_t{36}}), EINVAL);       // from 4.1.11
    EXPECT_EQ(refusal({24, std::uint32_t{1}}), EINVAL);        // a boolean
    EXPECT_EQ(refusal({22, std::uint32_t{119'999}}), EINVAL);  // too short
    EXPECT_EQ(refusal({22, std::uint32_t{120'000}}), 0);
}

TEST(Codec, AtomicSplitsLongTables) {
    std::vector<Pool4Entry> pool4(100, udp_range());
    const std::vector<GlobalSetting> settings = {
        {abi::global::pool6, net::Ipv6Prefix::parse("64:ff9b::/96").value()}};
    const auto messages =
        encode_atomic(to_example, Framework::netfilter, settings, pool4, {}, false).value();
    ASSERT_EQ(messages.size(), 6U);  // start, settings, 40 + 40 + 20 entries, end
    std::size_t entries = 0;
    for (const Octets& octets : messages) {
        EXPECT_LE(octets.size(), 4096U);
        const auto parsed = Message::parse(octets).value();
        if (parsed.attributes().has(abi::root::pool4_entries)) {
            parsed.attributes()[abi::root::pool4_entries].nested().each(
                [&](const Attribute&) { ++entries; });
        }
    }
    EXPECT_EQ(entries, 100U);
    EXPECT_EQ(messages.back(), message("34", "1a", "04000d00"));
}

TEST(Codec, IterationsGoOutAndComeBack) {
    using Mode = MaxIterations::Mode;
    for (const MaxIterations& wanted :
         {MaxIterations{Mode::automatic, 0}, MaxIterations{Mode::infinite, 0},
          MaxIterations{Mode::count, 64}}) {
        Pool4Entry entry = udp_range();
        entry.iterations = wanted;
        const auto request = Message::parse(encode_pool4_add(to_example, entry, false).value());
        EXPECT_EQ(read_pool4(request->attributes()[abi::root::operand].nested()), entry);
    }
}

TEST(Codec, BindingsAreAlwaysAskedForAsStatic) {
    const BibEntry entry{.protocol = Protocol::icmp,
                         .src6 = {net::Ipv6Address::parse("2001:db8::1").value(), 7},
                         .src4 = {net::Ipv4Address::parse("192.0.2.1").value(), 8}};
    for (const auto& made : {encode_bib_add(to_example, entry), encode_bib_rm(to_example, entry)}) {
        const auto request = Message::parse(made.value());
        const BibEntry read = read_bib(request->attributes()[abi::root::operand].nested());
        EXPECT_TRUE(read.is_static);
        EXPECT_EQ(read.src6, entry.src6);
        EXPECT_EQ(read.src4, entry.src4);
        EXPECT_TRUE(request->is_sound());
    }
}

}  // namespace
}  // namespace gate64::jool
