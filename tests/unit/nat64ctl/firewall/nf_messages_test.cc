// SPDX-License-Identifier: Apache-2.0
// Octet for octet what iptables-nft 1.8.9 sends for `iptables -t mangle -A PREROUTING -j JOOL
// --instance example`, but for the mark of ownership.
#include "nat64ctl/firewall/nf_messages.h"

#include <gtest/gtest.h>
#include <libmnl/libmnl.h>

#include "nat64ctl/firewall/xt_target.h"

namespace gate64::nat64ctl::firewall {
namespace {

/// Every message of a datagram.
std::vector<const nlmsghdr*> messages_in(const std::vector<std::uint8_t>& datagram) {
    std::vector<const nlmsghdr*> messages;
    int left = static_cast<int>(datagram.size());
    const auto* message = static_cast<const nlmsghdr*>(static_cast<const void*>(datagram.data()));
    for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left))
        messages.push_back(message);
    EXPECT_EQ(left, 0);
    return messages;
}

std::string hexadecimal(const nlmsghdr* message) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto* octets = static_cast<const std::uint8_t*>(static_cast<const void*>(message));
    std::string text;
    for (std::size_t i = 0; i < message->nlmsg_len; ++i) {
        text.push_back(digits[octets[i] >> 4]);
        text.push_back(digits[octets[i] & 0xf]);
    }
    return text;
}

TEST(NfMessages, AddingIsOneTransactionOfFiveMessages) {
    const auto batch = add_rule_batch(model::Family::ipv6, "example", 7);
    const auto messages = messages_in(batch);
    ASSERT_EQ(messages.size(), 5U);
    EXPECT_EQ(hexadecimal(messages[0]),  // batch begin, nf_tables
              "14000000"
              "1000"
              "0100"
              "07000000"
              "00000000"
              "0000000a");
    EXPECT_EQ(hexadecimal(messages[1]),  // new table, create
              "20000000"
              "000a"
              "0104"
              "08000000"
              "00000000"
              "0a000000"
              "0b000100"
              "6d616e676c650000");
    EXPECT_EQ(hexadecimal(messages[2]),  // new chain: hook prerouting, priority -150, type filter
              "50000000"
              "030a"
              "0104"
              "09000000"
              "00000000"
              "0a000000"
              "0b000100"
              "6d616e676c650000"
              "0f000300"
              "505245524f5554494e470000"
              "14000480"
              "0800010000000000"
              "08000200ffffff6a"
              "0b000700"
              "66696c7465720000");
    EXPECT_EQ(hexadecimal(messages[4]),  // batch end
              "14000000"
              "1100"
              "0100"
              "0b000000"
              "00000000"
              "0000000a");
}

TEST(NfMessages, TheRuleItself) {
    const auto batch = add_rule_batch(model::Family::ipv4, "example", 7);
    EXPECT_EQ(hexadecimal(messages_in(batch).at(3)),
              "b0000000"
              "060a"
              "010c"
              "0a000000"
              "00000000"
              "02000000"
              "0b000100"
              "6d616e676c650000"
              "0f000200"
              "505245524f5554494e470000"
              "74000480"
              "2c000180"
              "0c000100"
              "636f756e74657200"
              "1c000280"
              "0c000100"
              "0000000000000000"
              "0c000200"
              "0000000000000000"
              "44000180"
              "0b000100"
              "7461726765740000"
              "34000280"
              "09000100"
              "4a4f4f4c00000000"
              "0800020000000000"
              "1c000300"
              "6578616d706c6500"
              "0000000000000000"
              "0200000000000000"
              "0c000700"
              "6706676174653634");
}

TEST(NfMessages, ReadsBackItsOwnRule) {
    const auto batch = add_rule_batch(model::Family::ipv6, "abcdefghijklmno", 1);
    const auto messages = messages_in(batch);
    const auto rule = rule_from(messages.at(3));
    ASSERT_TRUE(rule);
    EXPECT_EQ(*rule, (model::InterceptionRule{model::Family::ipv6, "mangle", "PREROUTING",
                                              "abcdefghijklmno", true, 0}));
    for (const std::size_t other : {0U, 1U, 2U, 4U})
        EXPECT_FALSE(rule_from(messages[other])) << other;
}

TEST(NfMessages, RuleOfAnotherTargetOrOwner) {
    auto batch = add_rule_batch(model::Family::ipv4, "example", 1);
    const std::string mark = "gate64";
    const auto at = std::search(batch.begin(), batch.end(), mark.begin(), mark.end());
    *at = 'x';
    const auto foreign = rule_from(messages_in(batch).at(3));
    ASSERT_TRUE(foreign);
    EXPECT_FALSE(foreign->is_ours);

    const std::string_view name = jool_target;
    const auto target = std::search(batch.begin(), batch.end(), name.begin(), name.end());
    *target = 'X';
    EXPECT_FALSE(rule_from(messages_in(batch).at(3)));
}

TEST(NfMessages, DeletingNamesTheHandle) {
    const auto batch = delete_rule_batch(
        {model::Family::ipv4, "mangle", "PREROUTING", "example", true, 0x1234}, 1);
    const auto messages = messages_in(batch);
    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(hexadecimal(messages[1]),
              "3c000000"
              "080a"
              "0100"
              "02000000"
              "00000000"
              "02000000"
              "0b000100"
              "6d616e676c650000"
              "0f000200"
              "505245524f5554494e470000"
              "0c000300"
              "0000000000001234");
}

TEST(NfMessages, ListingAsksForAFamily) {
    const auto request = list_rules_request(model::Family::ipv6, 3);
    EXPECT_EQ(hexadecimal(messages_in(request).at(0)),
              "14000000"
              "070a"
              "0103"
              "03000000"
              "00000000"
              "0a000000");
}

/// Seen in the virtual machine: with zeros behind the NUL, `iptables -D` does not find the rule.
TEST(XtTarget, ShortNamesLeaveWhatTheExtensionLeaves) {
    const JoolTargetInfo info = jool_target_info("zwei");
    const std::string_view expected("zwei\0lt\0", 8);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), info.begin()));
    EXPECT_EQ(instance_of_target("JOOL", info), "zwei");
}

TEST(XtTarget, CutShortOrOfAnotherName) {
    const JoolTargetInfo info = jool_target_info("example");
    EXPECT_EQ(instance_of_target("JOOL", info), "example");
    EXPECT_EQ(instance_of_target("JOOL_SIIT", info), std::nullopt);
    EXPECT_EQ(instance_of_target("JOOL", base::Bytes(info).first(16)), std::nullopt);
}

}  // namespace
}  // namespace gate64::nat64ctl::firewall
