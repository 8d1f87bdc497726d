// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "shared/config/parse.h"

namespace gate64::config {
namespace {

std::string error_of(const QuickArguments& arguments) {
    const auto config = quick_config(arguments);
    return config ? "" : config.error().message;
}

TEST(QuickConfig, TheFirstTry) {
    const auto config = quick_config({.listen = {"127.0.0.1:5300"},
                                      .upstream = {"127.0.0.1:5301"},
                                      .prefix = {"64:ff9b::/96"},
                                      .shards = "1"});
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->dns64d.listen.at(0).value.text(), "127.0.0.1:5300");
    EXPECT_EQ(config->dns64d.listen.size(), 1U);
    EXPECT_EQ(config->dns64d.shards, 1U);
    EXPECT_EQ(config->dns64d.user, "");
    EXPECT_EQ(config->dns64d.control, "");
    EXPECT_FALSE(config->dns64d.metrics);
    EXPECT_FALSE(config->dns64d.allow);
    EXPECT_EQ(config->upstreams.at(0).servers.at(0).value.text(), "127.0.0.1:5301");
    EXPECT_TRUE(config->dns64.at(0).pref64.is_well_known());
    EXPECT_FALSE(config->nat64);
}

TEST(QuickConfig, WhatIsLeftOutHasItsDefault) {
    const auto config = quick_config({});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->dns64d.listen, default_listen());
    EXPECT_TRUE(config->upstreams.empty());
    EXPECT_TRUE(config->dns64.empty());
    EXPECT_EQ(config->dns64d.shards, 0U);
}

TEST(QuickConfig, SeveralOfEach) {
    const auto config = quick_config({.listen = {"127.0.0.1:5300", "[::1]:5300"},
                                      .upstream = {"192.0.2.1", "2001:db8::53"},
                                      .prefix = {"64:ff9b::/96", "2001:db8:64::/64"},
                                      .shards = ""});
    ASSERT_TRUE(config);
    EXPECT_EQ(config->upstreams.size(), 1U);
    EXPECT_EQ(config->upstreams[0].servers.size(), 2U);
    ASSERT_EQ(config->dns64.size(), 2U);
    EXPECT_EQ(config->dns64[1].pref64.text(), "2001:db8:64::/64");
}

TEST(QuickConfig, ErrorsNameTheFlag) {
    EXPECT_TRUE(error_of({.listen = {"x"}, .upstream = {}, .prefix = {}, .shards = ""})
                    .starts_with("--listen: \"x\" is not an address"));
    EXPECT_TRUE(error_of({.listen = {}, .upstream = {"x"}, .prefix = {}, .shards = ""})
                    .starts_with("--upstream: \"x\" is not an address"));
    EXPECT_TRUE(error_of({.listen = {}, .upstream = {}, .prefix = {"x"}, .shards = ""})
                    .starts_with("--prefix: "));
    EXPECT_TRUE(error_of({.listen = {}, .upstream = {}, .prefix = {"2001:db8::/97"}, .shards = ""})
                    .starts_with("--prefix: 2001:db8::/97 cannot carry"));
    for (const auto* shards : {"x", "-1", "257", "1.5", " 1"}) {
        EXPECT_EQ(error_of({.listen = {}, .upstream = {}, .prefix = {}, .shards = shards}),
                  "--shards: \"" + std::string(shards) + "\" is not a number from 0 to 256");
    }
    EXPECT_EQ(
        error_of(
            {.listen = {"127.0.0.1:53", "127.0.0.1"}, .upstream = {}, .prefix = {}, .shards = ""}),
        "--listen: 127.0.0.1:53 stands twice");
    EXPECT_EQ(
        error_of(
            {.listen = {"127.0.0.1:53"}, .upstream = {"127.0.0.1:53"}, .prefix = {}, .shards = ""}),
        "--upstream: 127.0.0.1:53 is dns64d itself, which listens on 127.0.0.1:53");
}

TEST(QuickConfig, AllErrorsAtOnce) {
    const std::string message =
        error_of({.listen = {"a", "b"}, .upstream = {"c"}, .prefix = {"d", "::/0"}, .shards = "e"});
    std::string flags;
    for (auto at = message.find("--"); at != std::string::npos; at = message.find("--", at + 2)) {
        flags += message.substr(at, 4) + ' ';
    }
    EXPECT_EQ(flags, "--li --li --pr --sh --up --pr ") << message;
}

}  // namespace
}  // namespace gate64::config
