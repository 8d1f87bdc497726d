// SPDX-License-Identifier: Apache-2.0
#include "shared/config/near_name.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace gate64::config {
namespace {

TEST(NearName, Distance) {
    EXPECT_EQ(edit_distance("", ""), 0U);
    EXPECT_EQ(edit_distance("listen", "listen"), 0U);
    EXPECT_EQ(edit_distance("LISTEN", "listen"), 0U);
    EXPECT_EQ(edit_distance("lisen", "listen"), 1U);
    EXPECT_EQ(edit_distance("listenn", "listen"), 1U);
    EXPECT_EQ(edit_distance("lizten", "listen"), 1U);
    EXPECT_EQ(edit_distance("lisetn", "listen"), 1U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
    EXPECT_GT(edit_distance(std::string(65, 'a'), std::string(65, 'a')), 64U);
    EXPECT_EQ(edit_distance(std::string(64, 'a'), std::string(64, 'b')), 64U);
}

TEST(NearName, FindsTheNearest) {
    constexpr std::array<std::string_view, 5> known = {"listen", "cache", "zone", "a", "aaaa"};
    EXPECT_EQ(nearest("listne", known), "listen");
    EXPECT_EQ(nearest("cash", known), "cache");
    EXPECT_EQ(nearest("zones", known), "zone");
    EXPECT_EQ(nearest("aaa", known), "aaaa");
    EXPECT_EQ(nearest("q", known), std::nullopt);
    EXPECT_EQ(nearest("", known), std::nullopt);
    EXPECT_EQ(nearest("something", known), std::nullopt);
    EXPECT_EQ(nearest("zone", {}), std::nullopt);
}

}  // namespace
}  // namespace gate64::config
