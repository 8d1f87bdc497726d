// SPDX-License-Identifier: Apache-2.0
#include "shared/jool_client/names.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace gate64::jool {
namespace {

TEST(Names, HaveOneToFifteenPrintableCharacters) {
    for (const char* name : {"a", "gate64", "fifteen-octets!", "~"})
        EXPECT_TRUE(check_instance_name(name).has_value()) << name;
    for (const char* name : {"", "sixteen-octets-x", "with blank", "tab\t", "\x7F", "\xFF"})
        EXPECT_EQ(check_instance_name(name).error().errno_value, EINVAL) << name;
}

TEST(Names, OnlyKnownLayoutsAreWritten) {
    EXPECT_TRUE(check_writable({4, 1, 15, 0}).has_value());
    const auto refused = check_writable({4, 1, 255, 5});
    EXPECT_EQ(refused.error().errno_value, EPROTO);
    EXPECT_NE(refused.error().message.find("4.1.255.5"), std::string::npos);
}

}  // namespace
}  // namespace gate64::jool
