// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/client.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace gate64::dns64d::control {
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

TEST(PrintAnswer, ShowsAnExplanationLineByLine) {
    std::ostringstream out;
    std::ostringstream error;
    const std::string answer =
        R"({"ok":true,"result":{"name":"a.","type":"AAAA","client":"::1","rcode":"NOERROR",
            "steps":[{"stage":"rules","decision":"synthesized"}],
            "answer":[{"name":"a.","ttl":60,"type":"AAAA","data":"64:ff9b::1"}]}})";
    EXPECT_TRUE(print_answer(answer, false, out, error));
    EXPECT_EQ(out.str(),
              "a. AAAA for ::1\n  rules: synthesized\nNOERROR\na. 60 IN AAAA 64:ff9b::1\n");
    EXPECT_EQ(error.str(), "");
}

TEST(PrintAnswer, ErrorsGoToTheErrorStream) {
    std::ostringstream out;
    std::ostringstream error;
    EXPECT_FALSE(print_answer(R"({"ok":false,"error":"no"})", false, out, error));
    EXPECT_FALSE(print_answer("garbage", true, out, error));
    EXPECT_EQ(out.str(), "");
    EXPECT_EQ(error.str(), "dns64d: no\ndns64d: the server's answer cannot be read\n");
}

TEST(Exchange, NobodyThereIsASentence) {
    const auto answer = exchange("/nonexistent/dns64d.sock", "{}\n");
    ASSERT_FALSE(answer);
    EXPECT_NE(answer.error().message.find("is dns64d running"), std::string::npos);
}

}  // namespace
}  // namespace gate64::dns64d::control
