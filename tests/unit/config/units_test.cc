// SPDX-License-Identifier: Apache-2.0
#include "shared/config/units.h"

#include <gtest/gtest.h>

namespace gate64::config {
namespace {

using std::chrono::milliseconds;

TEST(Units, Durations) {
    EXPECT_EQ(parse_duration("1500ms").value(), milliseconds(1500));
    EXPECT_EQ(parse_duration("30s").value(), milliseconds(30'000));
    EXPECT_EQ(parse_duration("5m").value(), milliseconds(300'000));
    EXPECT_EQ(parse_duration("1h").value(), milliseconds(3'600'000));
    EXPECT_EQ(parse_duration("1d").value(), milliseconds(86'400'000));
    EXPECT_EQ(parse_duration("2w").value(), milliseconds(2LL * 604'800'000));
    EXPECT_EQ(parse_duration("0s").value(), milliseconds(0));
    EXPECT_EQ(parse_duration("007s").value(), milliseconds(7'000));
}

TEST(Units, BadDurations) {
    for (const auto* text : {"", "s", "30", "30 s", " 30s", "30s ", "-1s", "+1s", "1.5s", "1S",
                             "1sec", "1h30m", "0x1s", "1\xC2\xB5s"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
    EXPECT_FALSE(parse_duration("9223372036854775808ms"));
    EXPECT_FALSE(parse_duration("99999999999999999999s"));
    EXPECT_FALSE(parse_duration("9223372036854775807s"));
}

TEST(Units, Sizes) {
    EXPECT_EQ(parse_size("0B").value(), 0U);
    EXPECT_EQ(parse_size("512B").value(), 512U);
    EXPECT_EQ(parse_size("4KiB").value(), 4096U);
    EXPECT_EQ(parse_size("256MiB").value(), std::uint64_t{256} << 20);
    EXPECT_EQ(parse_size("2GiB").value(), std::uint64_t{2} << 30);
    EXPECT_EQ(parse_size("1TiB").value(), std::uint64_t{1} << 40);
}

TEST(Units, BadSizes) {
    for (const auto* text : {"", "256", "256M", "256MB", "256mib", "MiB", "-1MiB", "1.5GiB",
                             "256 MiB", "99999999999TiB"}) {
        EXPECT_FALSE(parse_size(text)) << text;
    }
}

TEST(Units, TextGoesBack) {
    for (const std::uint64_t value : {0ULL, 1ULL, 999ULL, 1000ULL, 60'000ULL, 90'000ULL,
                                      3'600'000ULL, 86'400'000ULL, 604'800'001ULL}) {
        const milliseconds time(static_cast<std::int64_t>(value));
        EXPECT_EQ(parse_duration(duration_text(time)).value(), time);
        EXPECT_EQ(parse_size(size_text(value)).value(), value);
    }
    EXPECT_EQ(duration_text(milliseconds(90'000)), "90s");
    EXPECT_EQ(duration_text(milliseconds(86'400'000)), "1d");
    EXPECT_EQ(size_text(std::uint64_t{256} << 20), "256MiB");
}

TEST(Units, Decimals) {
    EXPECT_EQ(parse_decimal("18446744073709551615").value(), ~std::uint64_t{0});
    EXPECT_FALSE(parse_decimal("18446744073709551616"));
    for (const auto* text : {"", "-1", "+1", " 1", "1 ", "1a", "0x10"}) {
        EXPECT_FALSE(parse_decimal(text)) << text;
    }
}

}  // namespace
}  // namespace gate64::config
