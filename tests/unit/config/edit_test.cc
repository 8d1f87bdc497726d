// SPDX-License-Identifier: Apache-2.0
#include "shared/config/edit.h"

#include <gtest/gtest.h>

#include "shared/config/parse.h"

namespace gate64::config {
namespace {

Pool4 entry_of(std::string_view address, PortRange ports, std::uint32_t mark = 0) {
    Pool4 entry;
    entry.address.value = net::Ipv4Prefix::parse(address).value();
    entry.ports = ports;
    entry.mark = mark;
    return entry;
}

constexpr std::string_view plain =
    "# the gateway of the lab\n"
    "[nat64]\n"
    "pool6 = \"64:ff9b::/96\"   # well known\n"
    "\n"
    "# the first address\n"
    "[[nat64.pool4]]\n"
    "address = \"192.0.2.1\"  # eth0\n"
    "#mark = 7\n"
    "\n"
    "# timers\n"
    "[nat64.settings]\n"
    "udp-timeout = \"5m\"\n";

TEST(WithPool4, AddsABlockBehindTheLastOne) {
    Pool4 entry = entry_of("192.0.2.2", {5000, 5999}, 3);
    entry.protocols = {Protocol::tcp, Protocol::icmp};
    const auto edited = with_pool4(plain, entry);
    ASSERT_TRUE(edited) << edited.error().message;
    EXPECT_EQ(*edited,
              "# the gateway of the lab\n"
              "[nat64]\n"
              "pool6 = \"64:ff9b::/96\"   # well known\n"
              "\n"
              "# the first address\n"
              "[[nat64.pool4]]\n"
              "address = \"192.0.2.1\"  # eth0\n"
              "#mark = 7\n"
              "\n"
              "[[nat64.pool4]]\n"
              "address = \"192.0.2.2\"\n"
              "ports = \"5000-5999\"\n"
              "protocols = [\"tcp\", \"icmp\"]\n"
              "mark = 3\n"
              "\n"
              "# timers\n"
              "[nat64.settings]\n"
              "udp-timeout = \"5m\"\n");
}

TEST(WithPool4, AddsTheFirstBlockBehindTheSection) {
    const auto edited =
        with_pool4("[nat64]\npool6 = \"64:ff9b::/96\"", entry_of("192.0.2.0/28", {61000, 65535}));
    ASSERT_TRUE(edited) << edited.error().message;
    EXPECT_EQ(*edited,
              "[nat64]\npool6 = \"64:ff9b::/96\"\n\n"
              "[[nat64.pool4]]\naddress = \"192.0.2.0/28\"\nports = \"61000-65535\"\n");
}

TEST(WithPool4, KeepsTheLineEndsOfTheFile) {
    const auto edited =
        with_pool4("[nat64]\r\npool6 = \"64:ff9b::/96\"\r\n", entry_of("192.0.2.1", {1000, 2000}));
    ASSERT_TRUE(edited) << edited.error().message;
    EXPECT_EQ(*edited,
              "[nat64]\r\npool6 = \"64:ff9b::/96\"\r\n\r\n"
              "[[nat64.pool4]]\r\naddress = \"192.0.2.1\"\r\nports = \"1000-2000\"\r\n");
}

TEST(WithPool4, LeavesACommentWithTheHeaderItLeadsTo) {
    const auto edited = with_pool4(
        "[nat64]\npool6 = \"64:ff9b::/96\"\n# timers\n[nat64.settings]\nudp-timeout = \"5m\"\n",
        entry_of("192.0.2.1", {1000, 2000}));
    ASSERT_TRUE(edited) << edited.error().message;
    EXPECT_LT(edited->find("[[nat64.pool4]]"), edited->find("# timers"));
}

TEST(WithPool4, RefusesWhatWouldNotParse) {
    const auto twice = with_pool4(plain, entry_of("192.0.2.1", {60000, 61000}));
    ASSERT_FALSE(twice);
    EXPECT_NE(twice.error().message.find("two [[nat64.pool4]] entries"), std::string::npos)
        << twice.error().message;
    const auto broken = with_pool4("[nat64", entry_of("192.0.2.1", {1, 2}));
    ASSERT_FALSE(broken);
    EXPECT_NE(broken.error().message.find("wrong as it is"), std::string::npos);
}

TEST(WithPool4, LeavesAFileThatHasItAsItIs) {
    EXPECT_EQ(with_pool4(plain, entry_of("192.0.2.1", {61000, 65535})).value(), plain);
    EXPECT_EQ(with_pool4(plain, entry_of("192.0.2.1", {62000, 63000})).value(), plain);
}

TEST(WithPool4, RefusesAFileWithoutTheSection) {
    const auto edited = with_pool4("[cache]\nsize = \"1MiB\"\n", entry_of("192.0.2.1", {1, 2}));
    ASSERT_FALSE(edited);
    EXPECT_EQ(edited.error().message, "the file has no [nat64] to add to");
}

// Dotted keys and inline arrays mean the same but leave no block to put the new one behind.
TEST(WithPool4, RefusesALayoutItCannotChange) {
    const auto edited =
        with_pool4("nat64.pool6 = \"64:ff9b::/96\"\nnat64.pool4 = [{address = \"192.0.2.1\"}]\n",
                   entry_of("192.0.2.2", {1000, 2000}));
    EXPECT_FALSE(edited);
    const auto removed =
        without_pool4("nat64.pool6 = \"64:ff9b::/96\"\nnat64.pool4 = [{address = \"192.0.2.1\"}]\n",
                      entry_of("192.0.2.1", {1, 65535}));
    EXPECT_FALSE(removed);
}

TEST(WithoutPool4, UndoesWhatWasAdded) {
    const Pool4 entry = entry_of("192.0.2.2", {5000, 5999});
    const auto added = with_pool4(plain, entry);
    ASSERT_TRUE(added) << added.error().message;
    const auto removed = without_pool4(*added, entry);
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_EQ(*removed, plain);
}

TEST(WithoutPool4, RemovesEveryBlockInside) {
    constexpr std::string_view text =
        "[nat64]\npool6 = \"64:ff9b::/96\"\n"
        "[[nat64.pool4]]\naddress = \"192.0.2.1\"\nprotocols = [\"tcp\"]\n"
        "[[ nat64.\"pool4\" ]] # both\naddress = \"192.0.2.1\"\nprotocols = [\"udp\",\n \"icmp\"]\n"
        "[[nat64.pool4]]\naddress = \"192.0.2.1\"\nports = \"80\"\nmark = 1\n";
    const auto removed = without_pool4(text, entry_of("192.0.2.1", {1, 65535}));
    ASSERT_TRUE(removed) << removed.error().message;
    EXPECT_EQ(*removed,
              "[nat64]\npool6 = \"64:ff9b::/96\"\n"
              "[[nat64.pool4]]\naddress = \"192.0.2.1\"\nports = \"80\"\nmark = 1\n");
}

TEST(WithoutPool4, RefusesToCutABlock) {
    const auto removed = without_pool4(plain, entry_of("192.0.2.1", {61000, 62000}));
    ASSERT_FALSE(removed);
    EXPECT_NE(removed.error().message.find("line 6"), std::string::npos) << removed.error().message;
}

TEST(WithoutPool4, LeavesAFileThatHasNoneAsItIs) {
    EXPECT_EQ(without_pool4(plain, entry_of("198.51.100.1", {1, 65535})).value(), plain);
    EXPECT_EQ(without_pool4("", entry_of("198.51.100.1", {1, 65535})).value(), "");
}

// A binding needs its address in pool4, so the file would be refused at the next apply.
TEST(WithoutPool4, RefusesWhatABindingStillNeeds) {
    const std::string text = std::string(plain) +
                             "[[nat64.pool4]]\naddress = \"192.0.2.9\"\n"
                             "[[nat64.bib]]\nprotocol = \"tcp\"\n"
                             "ipv6 = \"[2001:db8::1]:80\"\nipv4 = \"192.0.2.1:80\"\n";
    const auto removed = without_pool4(text, entry_of("192.0.2.1", {61000, 65535}));
    ASSERT_FALSE(removed);
    EXPECT_NE(removed.error().message.find("no address of [[nat64.pool4]]"), std::string::npos);
}

}  // namespace
}  // namespace gate64::config
