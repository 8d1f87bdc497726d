// SPDX-License-Identifier: Apache-2.0
#include "bench/core/sources.h"

#include <gtest/gtest.h>

#include <vector>

namespace gate64::bench {
namespace {

std::vector<net::IpPrefix> prefixes(std::initializer_list<const char*> texts) {
    std::vector<net::IpPrefix> made;
    for (const char* text : texts)
        made.push_back(net::IpPrefix::parse(text).value());
    return made;
}

TEST(Sources, HostsOfAPrefixInTurnWithoutTheFirst) {
    const auto list = prefixes({"127.0.1.0/30"});
    EXPECT_EQ(source_of(list, 0).text(), "127.0.1.1");
    EXPECT_EQ(source_of(list, 2).text(), "127.0.1.3");
    EXPECT_EQ(source_of(list, 3).text(), "127.0.1.1");
}

TEST(Sources, PrefixesInTurn) {
    const auto list = prefixes({"127.0.0.5", "2001:db8::/32"});
    EXPECT_EQ(source_of(list, 0).text(), "127.0.0.5");
    EXPECT_EQ(source_of(list, 1).text(), "2001:db8::1");
    EXPECT_EQ(source_of(list, 2).text(), "127.0.0.5");
    EXPECT_EQ(source_of(list, 3).text(), "2001:db8::2");
}

}  // namespace
}  // namespace gate64::bench
