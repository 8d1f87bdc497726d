// SPDX-License-Identifier: Apache-2.0
#include "shared/config/document.h"

#include <gtest/gtest.h>

#include <string>

#include "shared/config/document_scan.h"

namespace gate64::config {
namespace {

std::string error_of(std::string_view text) {
    DiagnosticSink sink("f");
    EXPECT_FALSE(parse_document(text, sink));
    const Diagnostics found = sink.take();
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? "" : found.front().text();
}

TEST(Document, KeepsTheOrderAndPlacesOfTheFile) {
    DiagnosticSink sink("f");
    const auto table = parse_document("[z]\nb = 1\na = \"x\"\n[[m]]\nk = [true,\n  2.5]\n", sink);
    ASSERT_TRUE(table);
    ASSERT_EQ(table->size(), 2U);
    EXPECT_EQ((*table)[0].key, "z");
    EXPECT_EQ((*table)[1].key, "m");
    const auto& z = std::get<Table>((*table)[0].value.data);
    ASSERT_EQ(z.size(), 2U);
    EXPECT_EQ(z[0].key, "b");
    EXPECT_EQ(z[0].pos.line, 2U);
    EXPECT_EQ(z[0].pos.col, 1U);
    EXPECT_EQ(z[0].value.pos.col, 5U);
    EXPECT_EQ(z[1].value.type_name(), "a string");
    const auto& m = std::get<Table>(std::get<Array>((*table)[1].value.data).at(0).data);
    const auto& list = std::get<Array>(m.at(0).value.data);
    EXPECT_EQ(list.at(0).type_name(), "true or false");
    EXPECT_EQ(list.at(1).type_name(), "a floating-point number");
    EXPECT_EQ(list.at(1).pos.line, 6U);
    EXPECT_EQ(list.at(1).pos.col, 3U);
}

TEST(Document, NamesEveryType) {
    DiagnosticSink sink("f");
    const auto table = parse_document(
        "a = 1\nb = {c = 2}\nd = 1979-05-27\ne = 07:32:00\nf = 1979-05-27T07:32:00Z\ng = inf\n",
        sink);
    ASSERT_TRUE(table);
    std::string names;
    for (const Entry& entry : *table)
        names += std::string(entry.value.type_name()) + '/';
    EXPECT_EQ(names,
              "a number/a table/a date/a time of day/a date and time/a floating-point number/");
}

TEST(Document, SyntaxErrorsComeAlone) {
    EXPECT_EQ(error_of("[a\nb = 1\n").substr(0, 14), "f:1:3: syntax:");
    EXPECT_EQ(error_of("a = 1\na = 2\n").substr(0, 13), "f:2:5: syntax");
    EXPECT_EQ(error_of("a = 1\nb = [1, 2\nc = 3\n").substr(0, 4), "f:3:");
    EXPECT_EQ(error_of("a = \"\xff\"\n").substr(0, 4), "f:1:");
}

TEST(Document, RefusesWhatTheLibraryIsNotSafeWith) {
    EXPECT_EQ(error_of("a.b.c.d.e.f.g.h.i = 1\n"), "f:1:16: a key of too many parts");
    EXPECT_EQ(error_of("a = \"\"\"x\ny\"\"\"\n"),
              "f:1:5: a string over several lines is not used in this file");
    EXPECT_EQ(error_of("a = '''x'''\n"),
              "f:1:5: a string over several lines is not used in this file");
    EXPECT_EQ(error_of(std::string_view("a = 1\nb\0 = 2\n", 13)),
              "f:2:2: a NUL byte; this is not a text file");
    EXPECT_EQ(error_of(std::string(file_size_bytes_max + 1, '#')),
              "f: the file is larger than 1 MiB");
}

TEST(Document, RefusesWhatTheLibraryTakesForImpossible) {
    EXPECT_EQ(error_of("[+a]\n").substr(0, 14), "f:1:2: syntax:");
    EXPECT_EQ(error_of("[[=]]\n").substr(0, 14), "f:1:3: syntax:");
    EXPECT_EQ(error_of("[a.]\n").substr(0, 12), "f:1:4: synta");
    EXPECT_EQ(error_of("[a").substr(0, 4), "f:1:");
    EXPECT_EQ(error_of("# ok \xC3\xA9\n\xC3\xA9 = 1\n").substr(0, 4), "f:2:");
    EXPECT_EQ(error_of("a = 1\"\xC3\xA9\"0 0\n").substr(0, 4), "f:1:");
    EXPECT_EQ(error_of("a = 1 \xE3\x80\x80\xF3\xA0\x80\x81\n").substr(0, 4), "f:1:");
    EXPECT_EQ(error_of("a = \"\\").substr(0, 4), "f:1:");
}

TEST(Document, DeepNestingIsAnError) {
    std::string arrays = "a = ";
    arrays.append(5000, '[');
    EXPECT_NE(error_of(arrays), "");
    std::string tables = "a = ";
    for (int i = 0; i < 5000; ++i)
        tables += "{a=";
    EXPECT_NE(error_of(tables), "");
    std::string dotted = "a";
    for (int i = 0; i < 100'000; ++i)
        dotted += ".a";
    EXPECT_NE(error_of(dotted + " = 1"), "");
    EXPECT_NE(error_of('[' + dotted + ']'), "");
}

TEST(DocumentScan, AllowsWhatIsHarmless) {
    EXPECT_FALSE(scan_document(""));
    EXPECT_FALSE(scan_document("\xEF\xBB\xBF# with a byte order mark\n"));
    EXPECT_FALSE(scan_document("a = \"1.2.3.4.5.6.7.8.9\" # a.b.c.d.e.f.g.h.i \"\"\"\n"));
    EXPECT_FALSE(scan_document("a = [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]\n"));
    EXPECT_FALSE(scan_document("a = \"\\\"\xC3\xA9\" # \xC3\xA9\r\n"));
    EXPECT_FALSE(scan_document("a = \"\"\nb = ''\n"));
    EXPECT_FALSE(scan_document("a = 'C:\\'\n"));
}

}  // namespace
}  // namespace gate64::config
