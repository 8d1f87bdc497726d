// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/pool_set.h"

#include <gtest/gtest.h>

#include <bitset>
#include <cerrno>
#include <random>

namespace gate64::jool {
namespace {

Pool4Entry entry(const char* prefix, unsigned min, unsigned max, std::uint32_t mark = 0,
                 Protocol protocol = Protocol::tcp) {
    return {.mark = mark,
            .protocol = protocol,
            .prefix = net::Ipv4Prefix::parse(prefix).value(),
            .port_min = static_cast<std::uint16_t>(min),
            .port_max = static_cast<std::uint16_t>(max),
            .iterations = {}};
}

PoolSet set(std::vector<Pool4Entry> entries) {
    return PoolSet(entries);
}

TEST(PoolSet, ReadsEntriesAsJoolDoes) {
    EXPECT_EQ(set({entry("192.0.2.1", 200, 100)}), set({entry("192.0.2.1", 100, 200)}));
    EXPECT_EQ(set({entry("192.0.2.1", 0, 5)}), set({entry("192.0.2.1", 1, 5)}));
    EXPECT_NE(set({entry("192.0.2.1", 0, 5, 0, Protocol::icmp)}),
              set({entry("192.0.2.1", 1, 5, 0, Protocol::icmp)}));
    EXPECT_EQ(set({entry("192.0.2.1", 1, 10), entry("192.0.2.1", 11, 20)}),
              set({entry("192.0.2.1", 5, 20), entry("192.0.2.1", 1, 8)}));
    EXPECT_EQ(set({entry("192.0.2.1", 1, 65535), entry("192.0.2.1", 65535, 65535)}).entries(),
              (std::vector{entry("192.0.2.1", 1, 65535)}));
}

TEST(PoolSet, FoldsNeighboursBackIntoPrefixes) {
    std::vector<Pool4Entry> all;
    for (unsigned i = 1; i <= 6; ++i)
        all.push_back(entry(("192.0.2." + std::to_string(i)).c_str(), 1, 9));
    EXPECT_EQ(set(all).entries(),
              (std::vector{entry("192.0.2.1", 1, 9), entry("192.0.2.2/31", 1, 9),
                           entry("192.0.2.4/31", 1, 9), entry("192.0.2.6", 1, 9)}));
}

TEST(PoolSet, NeverFoldsBeyondWhatTheKernelIsAskedFor) {
    const auto both = set({entry("192.0.2.0/24", 1, 9), entry("192.0.3.0/24", 1, 9)}).entries();
    EXPECT_EQ(both, (std::vector{entry("192.0.2.0/24", 1, 9), entry("192.0.3.0/24", 1, 9)}));
    const auto last = set({entry("255.255.255.0/24", 1, 9)}).entries();
    EXPECT_EQ(last, (std::vector{entry("255.255.255.0/24", 1, 9)}));
}

TEST(PoolSet, RefusesWidePrefixes) {
    const std::vector wide = {entry("10.0.0.0/23", 1, 9)};
    EXPECT_EQ(PoolSet::make(wide).error().errno_value, EINVAL);
    const std::vector fine = {entry("10.0.0.0/24", 1, 9)};
    EXPECT_TRUE(PoolSet::make(fine).has_value());
}

TEST(PoolSet, DifferencesCutRanges) {
    const PoolSet whole = set({entry("192.0.2.0/30", 100, 200)});
    EXPECT_EQ(whole.minus(set({entry("192.0.2.1", 120, 130), entry("192.0.2.1", 150, 300)})),
              set({entry("192.0.2.0", 100, 200), entry("192.0.2.2/31", 100, 200),
                   entry("192.0.2.1", 100, 119), entry("192.0.2.1", 131, 149)}));
    EXPECT_TRUE(whole.minus(whole).empty());
    EXPECT_EQ(whole.minus(set({entry("192.0.2.0/30", 100, 200, 1)})), whole);
    EXPECT_EQ(whole.minus(PoolSet()), whole);
}

TEST(PoolSet, DifferenceAgreesWithBitsOnRandomPools) {
    std::mt19937 random(64);
    const auto ports = [&] { return static_cast<unsigned>(random() % 64 + 1); };
    for (int round = 0; round < 500; ++round) {
        std::vector<Pool4Entry> a;
        std::vector<Pool4Entry> b;
        std::bitset<66> in_a;
        std::bitset<66> in_b;
        for (auto* const side : {&a, &b}) {
            for (auto i = random() % 5; i > 0; --i) {
                const Pool4Entry made = entry("192.0.2.1", ports(), ports());
                side->push_back(made);
                for (unsigned p = std::min(made.port_min, made.port_max);
                     p <= std::max(made.port_min, made.port_max); ++p)
                    (side == &a ? in_a : in_b).set(p);
            }
        }
        const PoolSet rest = set(a).minus(set(b));
        for (std::uint16_t p = 1; p < 66; ++p) {
            EXPECT_EQ(rest.contains(Protocol::tcp, {net::Ipv4Address(0xC0000201), p}),
                      in_a[p] && !in_b[p]);
        }
        EXPECT_EQ(PoolSet(rest.entries()), rest);
    }
}

TEST(PoolSet, FindsPortsThatTwoMarksShare) {
    EXPECT_EQ(
        set({entry("192.0.2.1", 1, 9, 1), entry("192.0.2.1", 10, 20, 2)}).overlap_across_marks(),
        std::nullopt);
    EXPECT_EQ(set({entry("192.0.2.1", 1, 9, 1), entry("192.0.2.1", 9, 20, 2, Protocol::udp)})
                  .overlap_across_marks(),
              std::nullopt);
    const auto found = set({entry("192.0.2.0/30", 1, 100, 1), entry("192.0.2.2", 50, 60, 2)})
                           .overlap_across_marks();
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->first, entry("192.0.2.2", 1, 100, 1));
    EXPECT_EQ(found->second, entry("192.0.2.2", 50, 60, 2));
}

}  // namespace
}  // namespace gate64::jool
