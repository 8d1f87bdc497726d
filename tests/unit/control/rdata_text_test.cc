// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/rdata_text.h"

#include <gtest/gtest.h>

#include <vector>

#include "shared/dns/types.h"

namespace gate64::dns64d::control {
namespace {

TEST(RdataText, AddressesAndNamesInTheirOwnForm) {
    EXPECT_EQ(rdata_text(dns::rr::a, std::vector<std::uint8_t>{192, 0, 2, 1}), "192.0.2.1");
    EXPECT_EQ(rdata_text(dns::rr::cname, std::vector<std::uint8_t>{1, 'a', 2, 0xFF, '.', 0}),
              "a.\\255\\..");
}

TEST(RdataText, EverythingElseInTheGenericForm) {
    EXPECT_EQ(rdata_text(dns::rr::txt, std::vector<std::uint8_t>{2, 0x1B, '['}), "\\# 3 021b5b");
    EXPECT_EQ(rdata_text(dns::rr::a, std::vector<std::uint8_t>{1}), "\\# 1 01");
    EXPECT_EQ(rdata_text(dns::rr::txt, {}), "\\# 0");
}

}  // namespace
}  // namespace gate64::dns64d::control
