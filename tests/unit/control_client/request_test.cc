// SPDX-License-Identifier: Apache-2.0
#include "shared/control_client/request.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gate64::control_client {
namespace {

using nlohmann::json;

json request(const std::vector<std::string>& words) {
    const auto text = make_request(words);
    return text ? json::parse(*text) : json{{"error", text.error().message}};
}

TEST(MakeRequest, BuildsEachVerb) {
    EXPECT_EQ(request({"status"}), (json{{"verb", "status"}}));
    EXPECT_EQ(request({"flush"}), (json{{"verb", "flush"}}));
    EXPECT_EQ(request({"flush", "www.example"}),
              (json{{"verb", "flush"}, {"name", "www.example"}}));
    EXPECT_EQ(request({"explain", "www.example", "A", "--client", "::1", "--do", "--cd"}),
              (json{{"verb", "explain"},
                    {"name", "www.example"},
                    {"type", "A"},
                    {"client", "::1"},
                    {"do", true},
                    {"cd", true}}));
}

TEST(MakeRequest, SaysWhatIsMissingOrTooMuch) {
    const auto error = [](const std::vector<std::string>& words) {
        return request(words).value("error", "");
    };
    EXPECT_NE(error({}).find("which verb"), std::string::npos);
    EXPECT_NE(error({"explain"}).find("needs a name"), std::string::npos);
    EXPECT_NE(error({"explain", "x"}).find("--client"), std::string::npos);
    EXPECT_NE(error({"explain", "x", "--client"}).find("--client"), std::string::npos);
    EXPECT_NE(error({"explain", "x", "A", "y", "--client", "::1"}).find("\"y\""),
              std::string::npos);
    EXPECT_NE(error({"status", "x"}).find("\"x\""), std::string::npos);
}

}  // namespace
}  // namespace gate64::control_client
