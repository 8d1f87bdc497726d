// SPDX-License-Identifier: Apache-2.0
#include "shared/cli/escape.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace gate64::cli {
namespace {

TEST(Escape, LeavesPrintableTextAlone) {
    EXPECT_EQ(escape(""), "");
    EXPECT_EQ(escape("www.example. 192.0.2.1 {~}"), "www.example. 192.0.2.1 {~}");
    EXPECT_EQ(escape("b\xC3\xBC"
                     "cher \xE2\x82\xAC \xF0\x9F\x98\x80"),
              "b\xC3\xBC"
              "cher \xE2\x82\xAC \xF0\x9F\x98\x80");
}

TEST(Escape, ShowsControlCharacters) {
    EXPECT_EQ(escape("a\x1b[31mb\a\n\r\t\x7f"), "a\\x1b[31mb\\x07\\x0a\\x0d\\x09\\x7f");
    EXPECT_EQ(escape(std::string_view("\0x", 2)), "\\x00x");
    EXPECT_EQ(escape("\xC2\x9B"
                     "31m"),
              "\\xc2\\x9b31m");
}

TEST(Escape, HasOneReading) {
    EXPECT_EQ(escape("\\x1b"), "\\x5cx1b");
}

TEST(Escape, ShowsWhatReordersOrHides) {
    EXPECT_EQ(escape("a\xE2\x80\xAE"
                     "b"),
              "a\\xe2\\x80\\xaeb");
    EXPECT_EQ(escape("\xE2\x80\x8B"), "\\xe2\\x80\\x8b");
    EXPECT_EQ(escape("\xE2\x80\xA8"), "\\xe2\\x80\\xa8");
    EXPECT_EQ(escape("\xEF\xBB\xBF"), "\\xef\\xbb\\xbf");
}

TEST(Escape, ShowsInvalidUtf8) {
    EXPECT_EQ(escape("\xff"), "\\xff");
    EXPECT_EQ(escape("\xC3"), "\\xc3");
    EXPECT_EQ(escape("\xC3("), "\\xc3(");
    EXPECT_EQ(escape("\x80z"), "\\x80z");
    EXPECT_EQ(escape("\xC0\xAF"), "\\xc0\\xaf");
    EXPECT_EQ(escape("\xE0\x80\xAF"), "\\xe0\\x80\\xaf");
    EXPECT_EQ(escape("\xED\xA0\x80"), "\\xed\\xa0\\x80");
    EXPECT_EQ(escape("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
    EXPECT_EQ(escape("\xE2\x82"), "\\xe2\\x82");
}

TEST(Escape, KeepsLineEndsOfOurOwn) {
    EXPECT_EQ(escape_lines("a\x1b\nb\\\n"), "a\\x1b\nb\\x5c\n");
}

// Whatever two octets come together, nothing that steers a terminal is left.
TEST(Escape, EveryPairOfOctetsIsHarmless) {
    for (unsigned a = 0; a < 256; ++a) {
        for (unsigned b = 0; b < 256; ++b) {
            const std::string text = {static_cast<char>(a), static_cast<char>(b)};
            const std::string out = escape(text);
            ASSERT_LE(out.size(), 8U);
            for (const char c : out) {
                const auto octet = static_cast<unsigned char>(c);
                ASSERT_TRUE(octet >= 0x20 && octet != 0x7F) << a << ' ' << b;
            }
        }
    }
}

}  // namespace
}  // namespace gate64::cli
