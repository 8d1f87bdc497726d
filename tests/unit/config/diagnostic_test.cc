// SPDX-License-Identifier: Apache-2.0
#include "shared/config/diagnostic.h"

#include <gtest/gtest.h>

namespace gate64::config {
namespace {

TEST(Diagnostic, TextLeavesOutWhatIsAbsent) {
    EXPECT_EQ((Diagnostic{"f", 3, 7, "wrong", "do right"}).text(), "f:3:7: wrong (do right)");
    EXPECT_EQ((Diagnostic{"f", 3, 0, "wrong", ""}).text(), "f:3: wrong");
    EXPECT_EQ((Diagnostic{"f", 0, 0, "wrong", ""}).text(), "f: wrong");
    EXPECT_EQ((Diagnostic{"", 0, 0, "wrong", ""}).text(), "wrong");
    EXPECT_EQ((Diagnostic{"f", 1, 1, "\"a\nf:2:1: b\"", ""}).text(), "f:1:1: \"a f:2:1: b\"");
    EXPECT_EQ(to_text({{"f", 1, 1, "a", ""}, {"f", 2, 1, "b", ""}}), "f:1:1: a\nf:2:1: b\n");
}

TEST(Diagnostic, SinkGivesTheOrderOfTheFile) {
    DiagnosticSink sink("f");
    EXPECT_TRUE(sink.empty());
    sink.error({9, 1}, "third");
    sink.error({2, 8}, "second");
    sink.error({2, 3}, "first");
    sink.error({9, 1}, "x fourth");
    EXPECT_FALSE(sink.empty());
    EXPECT_EQ(to_text(sink.take()), "f:2:3: first\nf:2:8: second\nf:9:1: third\nf:9:1: x fourth\n");
    EXPECT_TRUE(sink.empty());
}

TEST(SourcePos, NeverMakesTwoValuesDiffer) {
    EXPECT_EQ((Located<int>{1, {2, 3}}), (Located<int>{1, {4, 5}}));
    EXPECT_NE((Located<int>{1, {2, 3}}), (Located<int>{2, {2, 3}}));
    EXPECT_FALSE(SourcePos{}.known());
    EXPECT_TRUE((SourcePos{1, 1}.known()));
}

}  // namespace
}  // namespace gate64::config
