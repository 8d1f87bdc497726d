// SPDX-License-Identifier: Apache-2.0
#include "shared/config/schema.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <set>

#include "shared/config/units.h"
#include "tests/unit/config/support.h"

namespace gate64::config {
namespace {

using test::errors_of;
using test::file_with;

using Row = std::pair<const Section*, const Setting*>;

std::vector<Row> all_rows() {
    std::vector<Row> out;
    for (const Section& section : sections()) {
        for (const Setting& setting : section.settings)
            out.emplace_back(&section, &setting);
    }
    return out;
}

std::string name_of(const Row& row) {
    return std::string(row.first->name) + '.' + std::string(row.second->key);
}

TEST(Schema, RowsAreWhole) {
    std::set<std::string> names;
    for (const Row& row : all_rows()) {
        const Setting& setting = *row.second;
        EXPECT_TRUE(names.insert(name_of(row)).second) << name_of(row);
        EXPECT_FALSE(setting.literal.empty()) << name_of(row);
        EXPECT_FALSE(range_text(setting).empty()) << name_of(row);
        EXPECT_TRUE(setting.help.ends_with('.')) << name_of(row);
        EXPECT_LE(setting.min, setting.max) << name_of(row);
        EXPECT_NE(setting.read, nullptr) << name_of(row);
        if (setting.change != Change::start) continue;
        EXPECT_NE(setting.same, nullptr) << name_of(row);
        EXPECT_NE(row.first->find, nullptr) << name_of(row);
    }
    for (const Section& section : sections()) {
        EXPECT_EQ(section.form == Form::unavailable, section.open == nullptr) << section.name;
    }
}

// The defaults stand in the rows as text and in the model as values: they are the same.
TEST(Schema, DefaultsOfRowsAndModelAgree) {
    for (const Row& row : all_rows()) {
        if (row.second->presence != Presence::defaulted) continue;
        if (row.first->name == "nat64.settings") continue;  // absent there means Jool's own
        const auto with = parse(file_with(*row.first, *row.second, row.second->literal), "f");
        ASSERT_TRUE(with) << to_text(with.error());
        std::string text = file_with(*row.first, *row.second, row.second->literal);
        text.replace(text.find('\n', text.find(']')) + 1, 0, "#");
        const auto without = parse(text, "f");
        ASSERT_TRUE(without) << to_text(without.error());
        EXPECT_EQ(*with, *without) << name_of(row);
    }
}

TEST(Schema, EveryLiteralIsTaken) {
    for (const Row& row : all_rows()) {
        const auto errors = errors_of(file_with(*row.first, *row.second, row.second->literal));
        EXPECT_TRUE(errors.empty()) << name_of(row) << ": " << errors.front();
    }
}

// The error stands at the value, on line 3 behind "KEY = ".
void expect_error_at_value(const Row& row, std::string_view literal) {
    const auto errors = errors_of(file_with(*row.first, *row.second, literal));
    const std::string place = "3:" + std::to_string(row.second->key.size() + 4) + ": ";
    const std::string start = place + std::string(row.second->key) + ": ";
    ASSERT_FALSE(errors.empty()) << name_of(row) << " = " << literal;
    EXPECT_EQ(errors.front().substr(0, start.size()), start) << literal;
    EXPECT_EQ(errors.size(), 1U) << name_of(row) << " = " << literal;
}

TEST(Schema, EveryRowRefusesOtherTypes) {
    for (const Row& row : all_rows()) {
        const Kind kind = row.second->kind;
        const bool list = kind == Kind::list || kind == Kind::words || kind == Kind::numbers;
        if (kind != Kind::boolean) expect_error_at_value(row, "true");
        if (kind != Kind::count) expect_error_at_value(row, "7");
        if (!list) expect_error_at_value(row, "[]");
        if (list || kind == Kind::boolean || kind == Kind::count) {
            expect_error_at_value(row, "\"x\"");
        }
        expect_error_at_value(row, "1.5");
        expect_error_at_value(row, "{ x = 1 }");
        expect_error_at_value(row, "1979-05-27");
    }
}

// A number of the setting's kind as TOML; "" for kinds without limits.
std::string literal_of(Kind kind, std::uint64_t value) {
    switch (kind) {
        case Kind::count:
            return std::to_string(value);
        case Kind::numbers:
            return '[' + std::to_string(value) + ']';
        case Kind::duration:
            return '"' +
                   duration_text(std::chrono::milliseconds(static_cast<std::int64_t>(value))) + '"';
        case Kind::size:
            return '"' + size_text(value) + '"';
        default:
            return "";
    }
}

TEST(Schema, EveryLimitHolds) {
    for (const Row& row : all_rows()) {
        const Setting& setting = *row.second;
        if (literal_of(setting.kind, 0).empty()) continue;
        for (const std::uint64_t good : {setting.min, setting.max}) {
            const auto errors =
                errors_of(file_with(*row.first, setting, literal_of(setting.kind, good)));
            EXPECT_TRUE(errors.empty()) << name_of(row) << ": " << errors.front();
        }
        const bool in_list = setting.kind == Kind::numbers;
        const std::string place = "3:" + std::to_string(setting.key.size() + (in_list ? 5 : 4));
        for (const std::uint64_t bad : {setting.min - 1, setting.max + 1}) {
            if (bad > std::numeric_limits<std::int64_t>::max()) continue;  // below a minimum of 0
            const auto errors =
                errors_of(file_with(*row.first, setting, literal_of(setting.kind, bad)));
            ASSERT_EQ(errors.size(), 1U) << name_of(row) << ' ' << bad;
            EXPECT_TRUE(errors.front().starts_with(place + ": ")) << errors.front();
            EXPECT_NE(errors.front().find("is outside " + range_text(setting)), std::string::npos)
                << errors.front();
        }
    }
}

TEST(Schema, EveryWordIsTakenAndNoOther) {
    for (const Row& row : all_rows()) {
        const Setting& setting = *row.second;
        if (setting.kind != Kind::word) continue;
        for (const std::string_view word : setting.words) {
            const std::string literal = '"' + std::string(word) + '"';
            EXPECT_TRUE(errors_of(file_with(*row.first, setting, literal)).empty()) << literal;
        }
        expect_error_at_value(row, "\"\"");
        expect_error_at_value(row, "\"other\"");
    }
}

TEST(Schema, EveryKeyHasANearNameHint) {
    for (const Row& row : all_rows()) {
        if (row.second->key.size() < 3) continue;
        std::string text = file_with(*row.first, *row.second, row.second->literal);
        const std::string key(row.second->key);
        const std::string wrong = key.substr(0, 1) + "q" + key.substr(1);
        text.replace(text.find('\n', text.find(']')) + 1, key.size(), wrong);
        const auto errors = errors_of(text);
        const auto told = std::find_if(errors.begin(), errors.end(), [](const std::string& error) {
            return error.starts_with("3:1: unknown key");
        });
        ASSERT_NE(told, errors.end()) << name_of(row);
        EXPECT_EQ(*told, "3:1: unknown key \"" + wrong + "\" in " + test::header_of(*row.first) +
                             " (did you mean \"" + key + "\"?)");
    }
}

TEST(Schema, RangeTexts) {
    EXPECT_EQ(range_text({.key = "k",
                          .kind = Kind::size,
                          .literal = "",
                          .min = 1024,
                          .max = 1 << 20,
                          .help = "",
                          .read = nullptr}),
              "1KiB to 1MiB");
    EXPECT_EQ(range_text({.key = "k",
                          .kind = Kind::duration,
                          .literal = "",
                          .min = 0,
                          .max = 90'000,
                          .help = "",
                          .read = nullptr}),
              "0s to 90s");
}

}  // namespace
}  // namespace gate64::config
