// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/doctor/kernel_fit.h"

#include <gtest/gtest.h>

namespace gate64::nat64ctl::doctor {
namespace {

std::string fit(std::string_view release) {
    const auto found = oldest_fit(KernelVersion::parse(release).value());
    return found ? found->text() : "none";
}

TEST(KernelFit, OldestReleaseThatBuilds) {
    EXPECT_EQ(fit("5.15.0-91-generic"), "4.1.8");
    EXPECT_EQ(fit("6.1.0-56-amd64"), "4.1.9");
    EXPECT_EQ(fit("6.2"), "4.1.10");
    EXPECT_EQ(fit("6.12.43+deb13-amd64"), "4.1.13");
    EXPECT_EQ(fit("6.18.1"), "4.1.15");
    EXPECT_EQ(fit("6.19.0"), "none");
    EXPECT_EQ(fit("4.4.0"), "none");
}

TEST(KernelFit, ReleasesOfOtherShape) {
    EXPECT_FALSE(KernelVersion::parse("six.one"));
    EXPECT_FALSE(KernelVersion::parse("6"));
    EXPECT_FALSE(KernelVersion::parse("6."));
    EXPECT_FALSE(KernelVersion::parse(""));
    EXPECT_EQ(newest_kernel().text(), "6.18");
}

}  // namespace
}  // namespace gate64::nat64ctl::doctor
