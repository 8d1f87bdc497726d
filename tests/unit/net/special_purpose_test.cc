// SPDX-License-Identifier: Apache-2.0
#include "shared/net/special_purpose.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gate64::net {
namespace {

const SpecialPurposeBlock* find(std::string_view text) {
    return find_special_purpose(*Ipv4Address::parse(text));
}

TEST(SpecialPurpose, TableIsInAddressOrder) {
    const auto blocks = special_purpose_blocks();
    EXPECT_TRUE(std::is_sorted(blocks.begin(), blocks.end(), [](const auto& a, const auto& b) {
        return a.prefix.first() < b.prefix.first();
    }));
    for (const auto& block : blocks) {
        EXPECT_FALSE(block.name.empty());
        EXPECT_TRUE(block.source.starts_with("RFC "));
    }
}

TEST(SpecialPurpose, EveryBlockFromEdgeToEdge) {
    for (const auto& block : special_purpose_blocks()) {
        EXPECT_NE(find_special_purpose(block.prefix.first()), nullptr) << block.prefix.text();
        EXPECT_NE(find_special_purpose(block.prefix.last()), nullptr) << block.prefix.text();
    }
    for (const char* outside :
         {"1.0.0.0",     "9.255.255.255",   "11.0.0.0",     "100.63.255.255",
          "100.128.0.0", "126.255.255.255", "128.0.0.0",    "169.253.255.255",
          "169.255.0.0", "172.15.255.255",  "172.32.0.0",   "191.255.255.255",
          "192.0.1.0",   "192.88.98.255",   "192.88.100.0", "192.167.255.255",
          "192.169.0.0", "198.17.255.255",  "198.20.0.0",   "223.255.255.255"})
        EXPECT_EQ(find(outside), nullptr) << outside;
}

TEST(SpecialPurpose, GlobalExceptionsAndDocumentationAreGlobal) {
    for (const char* global :
         {"192.0.0.9", "192.0.0.10", "192.31.196.1", "192.52.193.1", "192.175.48.6", "192.0.2.1",
          "198.51.100.7", "203.0.113.9", "8.8.8.8", "212.58.233.254"})
        EXPECT_EQ(find(global), nullptr) << global;
    EXPECT_NE(find("192.0.0.8"), nullptr);
    EXPECT_NE(find("192.0.0.11"), nullptr);
    EXPECT_NE(find("192.0.0.170"), nullptr);
}

TEST(SpecialPurpose, NamesTheNarrowestBlock) {
    EXPECT_EQ(find("255.255.255.255")->name, "Limited Broadcast");
    EXPECT_EQ(find("255.255.255.254")->name, "Reserved");
    EXPECT_EQ(find("239.1.2.3")->name, "Multicast");
    EXPECT_EQ(find("127.0.0.1")->name, "Loopback");
}

TEST(SpecialPurpose, PrivateMeansRfc1918AndRfc6598) {
    for (const char* text : {"10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1"})
        EXPECT_TRUE(find(text)->is_private) << text;
    for (const char* text : {"127.0.0.1", "169.254.1.1", "198.18.0.1", "224.0.0.1", "0.0.0.0"})
        EXPECT_FALSE(find(text)->is_private) << text;
}

}  // namespace
}  // namespace gate64::net
