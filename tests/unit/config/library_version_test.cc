// SPDX-License-Identifier: Apache-2.0
#include "shared/config/library_version.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gate64::config {
namespace {

TEST(LibraryVersion, ThreeNumbers) {
    const std::string version = library_version();
    EXPECT_EQ(std::count(version.begin(), version.end(), '.'), 2) << version;
    EXPECT_EQ(version.find_first_not_of("0123456789."), std::string::npos) << version;
}

}  // namespace
}  // namespace gate64::config
