// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/model/ports.h"

#include <gtest/gtest.h>

#include <bitset>
#include <random>

namespace gate64::nat64ctl::model {
namespace {

using Bits = std::bitset<65536>;

Bits bits_of(const std::vector<PortRange>& ranges) {
    Bits bits;
    for (const PortRange& range : ranges) {
        for (unsigned port = range.first; port <= range.last; ++port)
            bits.set(port);
    }
    return bits;
}

TEST(Ports, RangesThatOverlapOrTouchBecomeOne) {
    EXPECT_EQ(normalised({{30, 40}, {1, 5}, {6, 9}, {35, 50}, {9, 7}}),
              (PortSet{{1, 9}, {30, 50}}));
    EXPECT_EQ(normalised({{0, 65535}, {65535, 65535}}), (PortSet{{0, 65535}}));
    EXPECT_EQ(normalised({}), PortSet{});
}

TEST(Ports, SetOperationsAgreeWithSetsOfBits) {
    std::mt19937 random(3);  // NOLINT(bugprone-random-generator-seed,cert-msc51-cpp): repeatable
    const auto some = [&] {
        std::vector<PortRange> ranges(random() % 6);
        for (PortRange& range : ranges) {
            const unsigned first = random() % 2 == 0 ? random() % 64 : 65472 + random() % 64;
            range = {static_cast<std::uint16_t>(first),
                     static_cast<std::uint16_t>(std::min(65535UL, first + random() % 16))};
        }
        return normalised(std::move(ranges));
    };
    for (int i = 0; i < 2000; ++i) {
        const PortSet a = some();
        const PortSet b = some();
        EXPECT_EQ(bits_of(merged(a, b)), bits_of(a) | bits_of(b));
        EXPECT_EQ(bits_of(subtracted(a, b)), bits_of(a) & ~bits_of(b));
        EXPECT_EQ(bits_of(common(a, b)), bits_of(a) & bits_of(b));
        EXPECT_EQ(count_of(a), bits_of(a).count());
        EXPECT_EQ(normalised(subtracted(a, b)), subtracted(a, b));
        EXPECT_EQ(normalised(common(a, b)), common(a, b));
        EXPECT_EQ(parse_port_list(port_list_text(a)), a);
        if (::testing::Test::HasFailure()) break;
    }
}

TEST(Ports, ContainsBothEnds) {
    const PortSet ports{{10, 20}, {65535, 65535}};
    EXPECT_TRUE(contains(ports, 10));
    EXPECT_TRUE(contains(ports, 20));
    EXPECT_TRUE(contains(ports, 65535));
    EXPECT_FALSE(contains(ports, 21));
    EXPECT_TRUE(overlap({1, 5}, {5, 9}));
    EXPECT_FALSE(overlap({1, 5}, {6, 9}));
}

TEST(Ports, ListsAreReadAsTheKernelPrintsThem) {
    EXPECT_EQ(parse_port_list(""), PortSet{});
    EXPECT_EQ(parse_port_list("\n"), PortSet{});
    EXPECT_EQ(parse_port_list("8080,61000-65535\n"), (PortSet{{8080, 8080}, {61000, 65535}}));
    EXPECT_EQ(parse_port_list(" 7 , 1-2"), (PortSet{{1, 2}, {7, 7}}));
    EXPECT_EQ(port_list_text({{8080, 8080}, {61000, 65535}}), "8080,61000-65535");
}

TEST(Ports, WrongListsAreRefused) {
    for (const char* text : {"x", "1-", "-1", "5-1", "65536", "1,,2", "1,", ",", "1-2-3", "1 2"}) {
        EXPECT_FALSE(parse_port_list(text)) << text;
    }
}

TEST(Ports, PairsAreReadAsTheKernelPrintsThem) {
    EXPECT_EQ(parse_port_pair("32768\t60999\n"), (PortRange{32768, 60999}));
    EXPECT_EQ(port_pair_text({32768, 60999}), "32768 60999");
    for (const char* text : {"", "1", "2 1", "1 65536", "1 2 3", "a b"}) {
        EXPECT_FALSE(parse_port_pair(text)) << text;
    }
}

}  // namespace
}  // namespace gate64::nat64ctl::model
