// SPDX-License-Identifier: Apache-2.0
#include "shared/control_client/answer.h"

#include <gtest/gtest.h>

namespace gate64::control_client {
namespace {

TEST(AnswerText, ShowsAnExplanationLineByLine) {
    const auto result = read_answer(
        R"({"ok":true,"result":{"name":"a.","type":"AAAA","client":"::1","rcode":"NOERROR",
            "steps":[{"stage":"rules","decision":"synthesized"}],
            "answer":[{"name":"a.","ttl":60,"type":"AAAA","data":"64:ff9b::1"}]}})");
    ASSERT_TRUE(result);
    EXPECT_EQ(answer_text(*result),
              "a. AAAA for ::1\n  rules: synthesized\nNOERROR\na. 60 IN AAAA 64:ff9b::1\n");
}

TEST(AnswerText, IndentsWhatIsNested) {
    const auto result = read_answer(
        R"({"ok":true,"result":{"version":"1","prefixes":["64:ff9b::/96"],
            "cache":{"entries":3}}})");
    ASSERT_TRUE(result);
    EXPECT_EQ(answer_text(*result),
              "version: 1\nprefixes:\n  - 64:ff9b::/96\ncache:\n  entries: 3\n");
}

TEST(AnswerText, KeepsTheServersEscapesAndNothingThatSteersATerminal) {
    const auto result = read_answer(R"({"ok":true,"result":{"data":"a\\032b\u001b[2J \\# 1 01"}})");
    ASSERT_TRUE(result);
    EXPECT_EQ(answer_text(*result), "data: a\\032b\\x1b[2J \\# 1 01\n");
}

TEST(AnswerText, AnExplanationWithHolesIsShownWithHoles) {
    const auto result = read_answer(R"({"ok":true,"result":{"steps":[7]}})");
    ASSERT_TRUE(result);
    EXPECT_EQ(answer_text(*result), "? ? for ?\n  ?: ?\n?\n");
}

TEST(ReadAnswer, GivesTheServersErrorOrSaysThatItCannotRead) {
    EXPECT_EQ(read_answer(R"({"ok":false,"error":"no"})").error().message, "no");
    EXPECT_EQ(read_answer(R"({"ok":false,"error":7})").error().message, "unknown error");
    for (const char* text : {"", "garbage", "[]", "{}", R"({"ok":1})"}) {
        EXPECT_EQ(read_answer(text).error().message, "the server's answer cannot be read") << text;
    }
}

}  // namespace
}  // namespace gate64::control_client
