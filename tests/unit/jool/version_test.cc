// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/version.h"

#include <gtest/gtest.h>

namespace gate64::jool {
namespace {

TEST(Version, IsReadAsTheModuleSaysIt) {
    EXPECT_EQ(Version::parse("4.1.9.0\n"), (Version{4, 1, 9, 0}));
    EXPECT_EQ(Version::parse("4.1.15"), (Version{4, 1, 15, 0}));
    EXPECT_EQ(Version::parse("4.1.255.5 rc3"), (Version{4, 1, 255, 5}));
}

TEST(Version, RefusesWhatIsNone) {
    for (const char* text : {"", "4", "4.1", "4.1.", "4.1.9.", "4.1.9.0.1", "4.1.256", "-4.1.9",
                             " 4.1.9", "4.1.9rc", "four"}) {
        EXPECT_EQ(Version::parse(text), std::nullopt) << text;
    }
}

TEST(Version, GoesOutMajorFirst) {
    EXPECT_EQ((Version{4, 1, 9, 0}).wire(), 0x04010900U);
    EXPECT_EQ((Version{4, 1, 9, 0}).text(), "4.1.9");
    EXPECT_EQ((Version{4, 1, 255, 5}).text(), "4.1.255.5");
}

TEST(Version, KnowsTheLayoutsOf41Only) {
    EXPECT_TRUE((Version{4, 1, 0, 0}).is_known_layout());
    EXPECT_TRUE((Version{4, 1, 15, 0}).is_known_layout());
    EXPECT_FALSE((Version{4, 1, 16, 0}).is_known_layout());
    EXPECT_FALSE((Version{4, 1, 255, 5}).is_known_layout());  // 4.2.0-rc3
    EXPECT_FALSE((Version{4, 0, 9, 0}).is_known_layout());
}

}  // namespace
}  // namespace gate64::jool
