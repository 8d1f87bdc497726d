// SPDX-License-Identifier: Apache-2.0
#include "bench/core/test_names.h"

#include <gtest/gtest.h>

namespace gate64::bench {
namespace {

std::string text_of(const std::uint8_t* label) {
    return {reinterpret_cast<const char*>(label) + 1, label[0]};
}

TEST(TestNames, LabelsHaveSevenDigits) {
    std::array<std::uint8_t, test_label_bytes> label{};
    write_test_label(0, label.data());
    EXPECT_EQ(text_of(label.data()), "h0000000");
    write_test_label(9876543, label.data());
    EXPECT_EQ(text_of(label.data()), "h9876543");
}

TEST(TestNames, AddressesFollowTheNumber) {
    EXPECT_EQ(test_address(258).text(), "11.0.1.2");
    EXPECT_EQ(test_address_v6(258).text(), "2001:db8:64::102");
    EXPECT_GT(wildcard_address().value(), test_address(test_names_max).value());
}

TEST(TestNames, DualStackNamesAreSpreadEvenly) {
    for (const double share : {0.0, 0.25, 0.5, 1.0}) {
        unsigned count = 0;
        for (std::uint32_t i = 0; i < 1000; ++i)
            count += is_dual_stack(i, share) ? 1 : 0;
        EXPECT_EQ(count, static_cast<unsigned>(1000 * share));
    }
}

TEST(TestNames, RandomLabelsFollowTheirSerial) {
    std::array<std::uint8_t, random_label_bytes> one{};
    std::array<std::uint8_t, random_label_bytes> again{};
    std::array<std::uint8_t, random_label_bytes> other{};
    write_random_label(5, one.data());
    write_random_label(5, again.data());
    write_random_label(6, other.data());
    EXPECT_EQ(one, again);
    EXPECT_NE(one, other);
    EXPECT_EQ(text_of(one.data()).size(), 16U);
    EXPECT_EQ(text_of(one.data()).find_first_not_of("abcdefghijklmnopr"), std::string::npos);
}

}  // namespace
}  // namespace gate64::bench
