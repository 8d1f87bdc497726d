// SPDX-License-Identifier: Apache-2.0
#include "shared/dns/types.h"

#include <gtest/gtest.h>

namespace gate64::dns {
namespace {

TEST(Types, NamesAndNumbers) {
    EXPECT_EQ(type_text(rr::aaaa), "AAAA");
    EXPECT_EQ(type_text(rr::https), "HTTPS");
    EXPECT_EQ(type_text(rr::any), "ANY");
    EXPECT_EQ(type_text(65280), "TYPE65280");
    EXPECT_EQ(type_text(0), "TYPE0");
    EXPECT_EQ(parse_type("aaaa"), rr::aaaa);
    EXPECT_EQ(parse_type("Nsec3Param"), rr::nsec3param);
    EXPECT_EQ(parse_type("type28"), rr::aaaa);
    EXPECT_EQ(parse_type("TYPE65535"), 65535);
}

TEST(Types, EveryNumberRoundTrips) {
    for (unsigned i = 0; i <= 0xFFFF; ++i) {
        const auto type = static_cast<std::uint16_t>(i);
        ASSERT_EQ(parse_type(type_text(type)), type) << type_text(type);
    }
}

TEST(Types, RefusesWhatIsNoType) {
    for (const char* text : {"", "AAAAA", "TYPE", "TYPE65536", "TYPE-1", "TYPE1x", "TYPE 1", "28"})
        EXPECT_FALSE(parse_type(text).has_value()) << text;
}

TEST(Rcodes, Names) {
    EXPECT_EQ(rcode_text(Rcode::noerror), "NOERROR");
    EXPECT_EQ(rcode_text(Rcode::nxdomain), "NXDOMAIN");
    EXPECT_EQ(rcode_text(Rcode::badcookie), "BADCOOKIE");
    // Any twelve bits may come from the wire.
    // NOLINTBEGIN(clang-analyzer-optin.core.EnumCastOutOfRange)
    EXPECT_EQ(rcode_text(static_cast<Rcode>(12)), "RCODE12");
    EXPECT_EQ(rcode_text(static_cast<Rcode>(4095)), "RCODE4095");
    // NOLINTEND(clang-analyzer-optin.core.EnumCastOutOfRange)
}

}  // namespace
}  // namespace gate64::dns
