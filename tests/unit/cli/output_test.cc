// SPDX-License-Identifier: Apache-2.0
#include "shared/cli/output.h"

#include <gtest/gtest.h>

#include <sstream>

namespace gate64::cli {
namespace {

constexpr Column columns[] = {
    {"name", "NAME"}, {"count", "COUNT", Column::Align::right}, {"on", "ON"}};

std::string table(Format format, const std::vector<std::vector<Cell>>& rows) {
    std::ostringstream stream;
    Output out(stream, format, Terminal());
    out.begin_table(columns);
    for (const auto& row : rows)
        out.row(row);
    out.end_table();
    return stream.str();
}

TEST(Output, AlignsTables) {
    EXPECT_EQ(table(Format::text, {{"long name", 7, true}, {"é", 12345, nullptr}}),
              "NAME       COUNT  ON\n"
              "long name      7  yes\n"
              "é          12345  -\n");
}

TEST(Output, KeepsNumbersInJson) {
    EXPECT_EQ(table(Format::json, {{"a", 7, true}, {"b\n", nullptr, false}}),
              "[\n{\"name\":\"a\",\"count\":7,\"on\":true},\n"
              "{\"name\":\"b\\n\",\"count\":null,\"on\":false}\n]\n");
}

TEST(Output, PrintsTsvWithHeader) {
    EXPECT_EQ(table(Format::tsv, {{"a\tb", 7, true}, {"c", nullptr, false}}),
              "name\tcount\ton\na\\x09b\t7\ttrue\nc\t\tfalse\n");
}

TEST(Output, EmptyTables) {
    EXPECT_EQ(table(Format::text, {}), "");
    EXPECT_EQ(table(Format::json, {}), "[]\n");
    EXPECT_EQ(table(Format::tsv, {}), "name\tcount\ton\n");
}

// A terminal is not steered and no octet gets into JSON that is not UTF-8.
TEST(Output, MakesTextHarmless) {
    EXPECT_EQ(table(Format::text, {{"\x1b[2J", 1, true}}).find('\x1b'), std::string::npos);
    const std::string json = table(Format::json, {{"\xff", 1, true}});
    EXPECT_TRUE(nlohmann::json::accept(json)) << json;
}

TEST(Output, KeepsWidthsOnceWritten) {
    std::vector<std::vector<Cell>> rows(table_rows_buffered, {"abc", 1, true});
    rows.push_back({"longer than before", 2, true});
    const std::string text = table(Format::text, rows);
    EXPECT_TRUE(text.starts_with("NAME  COUNT  ON\nabc       1  yes\n"));
    EXPECT_TRUE(text.ends_with("longer than before      2  yes\n"));
}

TEST(Output, WritesRowsAsTheyCome) {
    std::ostringstream stream;
    Output out(stream, Format::tsv, Terminal());
    out.begin_table(columns);
    out.row(std::vector<Cell>{"a", 1, true});
    EXPECT_EQ(stream.str(), "name\tcount\ton\na\t1\ttrue\n");
}

TEST(Output, RecordsOfAllForms) {
    const nlohmann::ordered_json record = {{"b", {{"c", 1}, {"d", "x"}}}, {"a", {true, nullptr}}};
    const auto print = [&](Format format) {
        std::ostringstream stream;
        Output out(stream, format, Terminal());
        out.record(record, "words");
        out.line("more");
        return stream.str();
    };
    EXPECT_EQ(print(Format::text), "words\nmore\n");
    EXPECT_EQ(nlohmann::ordered_json::parse(print(Format::json)), record);
    EXPECT_EQ(print(Format::tsv), "b.c\t1\nb.d\tx\na.0\ttrue\na.1\t\n");
}

}  // namespace
}  // namespace gate64::cli
