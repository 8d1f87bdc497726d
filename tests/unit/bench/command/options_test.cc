// SPDX-License-Identifier: Apache-2.0
#include "bench/command/options.h"

#include <gtest/gtest.h>

namespace gate64::bench {
namespace {

std::variant<Options, cli::ExitCode> parse(std::vector<std::string> words) {
    words.insert(words.begin(), "dns64-bench");
    std::vector<char*> arguments;
    for (std::string& word : words)
        arguments.push_back(word.data());
    return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

LoadOptions load(std::vector<std::string> words) {
    words.insert(words.begin(), "load");
    const auto parsed = parse(std::move(words));
    EXPECT_TRUE(std::holds_alternative<Options>(parsed));
    return std::get<LoadOptions>(std::get<Options>(parsed));
}

TEST(Options, AreNamedAsDnsperfNamesThem) {
    const LoadOptions options =
        load({"-s", "::1", "-p",    "5300",         "-m",       "tcp",          "-l",
              "3",  "-Q",  "20000", "-c",           "8",        "-T",           "2",
              "-t", "0.5", "-a",    "127.0.1.0/24", "--verify", "64:ff9b::/96", "--json"});
    EXPECT_EQ(options.plan.server.text(), "[::1]:5300");
    EXPECT_EQ(options.plan.transport, Transport::tcp);
    EXPECT_EQ(options.plan.rate, 20000);
    EXPECT_EQ(options.plan.clients, 8U);
    EXPECT_EQ(options.plan.timeout_ms, 500);
    EXPECT_EQ(options.plan.sources.size(), 1U);
    EXPECT_TRUE(options.plan.verify);
    EXPECT_TRUE(options.json);
}

TEST(Options, EveryThreadHasAClient) {
    EXPECT_EQ(load({"-T", "4"}).plan.clients, 4U);
}

TEST(Options, WhatMakesNoSenseIsUsage) {
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{},
                                               {"load", "-s", "nowhere"},
                                               {"load", "-l", "0"},
                                               {"load", "-d", "file", "--random"},
                                               {"load", "--verify", "64:ff9b::/97"},
                                               {"load", "-a", "127.0.0.1/8"},
                                               {"limit", "--listen", "x"}}) {
        const auto parsed = parse(words);
        ASSERT_TRUE(std::holds_alternative<cli::ExitCode>(parsed));
        EXPECT_EQ(std::get<cli::ExitCode>(parsed), cli::ExitCode::usage);
    }
}

TEST(Options, ArgumentsOfCompareGoThroughAsTheyAre) {
    const auto parsed = parse({"compare", "--smoke", "--only", "dns64d"});
    const auto& compare = std::get<CompareOptions>(std::get<Options>(parsed));
    EXPECT_EQ(compare.arguments, (std::vector<std::string>{"--smoke", "--only", "dns64d"}));
}

}  // namespace
}  // namespace gate64::bench
