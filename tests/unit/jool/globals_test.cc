// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/globals.h"

#include <gtest/gtest.h>

#include <set>

#include "shared/config/schema.h"
#include "shared/config/units.h"
#include "shared/jool/abi.h"

namespace gate64::jool {
namespace {

TEST(Globals, IdsAndKeysAreUniqueAndInOrder) {
    std::set<std::string_view> keys;
    std::uint16_t last = 0;
    for (const Global& global : globals()) {
        EXPECT_GT(global.id, last);
        last = global.id;
        EXPECT_TRUE(keys.insert(global.key).second);
        EXPECT_EQ(find_global(global.id), &global);
        EXPECT_EQ(find_global(global.key), &global);
        EXPECT_TRUE(global.help.ends_with(".")) << global.key;
    }
    EXPECT_EQ(globals().size(), 27U);
    for (std::uint16_t siit = 9; siit <= 13; ++siit)
        EXPECT_EQ(find_global(siit), nullptr);
    EXPECT_EQ(find_global("eam-hairpin-mode"), nullptr);
}

TEST(Globals, DefaultsAreAllowedAndReadBack) {
    for (const Global& global : globals()) {
        if (global.kind == GlobalKind::prefix6) continue;
        const GlobalValue value = default_of(global);
        EXPECT_TRUE(check_global(global, value).has_value()) << global.key;
        const auto again = parse_global(global, text_of(global, value));
        ASSERT_TRUE(again.has_value()) << global.key << ": " << again.error().message;
        EXPECT_EQ(*again, value) << global.key;
    }
}

TEST(Globals, AgreeWithTheConfigurationsRows) {
    const auto rows = config::jool_settings();
    std::size_t in_file = 0;
    for (const Global& global : globals())
        in_file += global.id != abi::global::pool6;
    EXPECT_EQ(rows.size(), in_file);
    for (const config::Setting& row : rows) {
        SCOPED_TRACE(row.key);
        const Global* const global = find_global(row.key);
        ASSERT_NE(global, nullptr);
        std::string literal(row.literal);
        std::erase_if(literal, [](char c) { return c == '"' || c == '[' || c == ']'; });
        const auto value = parse_global(*global, literal);
        ASSERT_TRUE(value.has_value()) << value.error().message;
        // The file's defaults are those of the last release in which each setting did something.
        EXPECT_EQ(*value, default_of(*global, {4, 1, 12, 0}));
        if (global->kind == GlobalKind::boolean) continue;
        EXPECT_EQ(row.min, global->min);
        EXPECT_EQ(row.max, global->max);
    }
}

TEST(Globals, AreShownForPeople) {
    const auto text = [](const char* key, const GlobalValue& value) {
        return text_of(*find_global(key), value);
    };
    EXPECT_EQ(text("udp-timeout", std::uint32_t{300'000}), "5m");
    EXPECT_EQ(text("udp-timeout", std::uint32_t{300'001}), "300001ms");
    EXPECT_EQ(text("f-args", std::uint8_t{11}), "11 (0b1011)");
    EXPECT_EQ(text("tos", std::uint8_t{42}), "42");
    EXPECT_EQ(text("logging-bib", true), "true");
    EXPECT_EQ(text("pool6", std::monostate()), "unset");
    EXPECT_EQ(text("mtu-plateaus", std::vector<std::uint16_t>{1500, 576}), "1500, 576");
    EXPECT_EQ(range_of(*find_global("udp-timeout")), "2m to 4w");
    EXPECT_EQ(range_of(*find_global("f-args")), "0 to 15");
}

TEST(Globals, AreReadFromPeople) {
    const auto value = [](const char* key, const char* text) {
        return parse_global(*find_global(key), text).value();
    };
    EXPECT_EQ(value("udp-timeout", "2m"), GlobalValue(std::uint32_t{120'000}));
    EXPECT_EQ(value("f-args", "0b1111"), GlobalValue(std::uint8_t{15}));
    EXPECT_EQ(value("f-args", "11 (0b1011)"), GlobalValue(std::uint8_t{11}));
    EXPECT_EQ(value("tos", "0xff"), GlobalValue(std::uint8_t{255}));
    EXPECT_EQ(value("logging-bib", "on"), GlobalValue(true));
    EXPECT_EQ(value("logging-bib", "0"), GlobalValue(false));
    EXPECT_EQ(value("mtu-plateaus", "576,1500 1500, 1400"),
              GlobalValue(std::vector<std::uint16_t>{1500, 1400, 576}));
}

TEST(Globals, ErrorsNameTheKeyAndWhatWouldBeRight) {
    const auto refused = [](const char* key, const char* text) {
        const auto value = parse_global(*find_global(key), text);
        return value ? std::string("taken") : value.error().message;
    };
    EXPECT_EQ(refused("udp-timeout", "1m"), "\"1m\" is no value for it: udp-timeout is 2m to 4w");
    for (const char* text : {"", "300", "5", "m", "-5m", "5 m", "99999999999999999999m"})
        EXPECT_NE(refused("udp-timeout", text), "taken") << text;
    for (const char* text : {"16", "", "0b", "0x", "1.5"})
        EXPECT_NE(refused("f-args", text), "taken") << text;
    for (const char* text : {"", "True", "2"})
        EXPECT_NE(refused("logging-bib", text), "taken");
    for (const char* text : {"", ",", "0", "65536", "a"})
        EXPECT_NE(refused("mtu-plateaus", text), "taken") << text;
    for (const char* text : {"64:ff9b::/95", "::1", "x"})
        EXPECT_NE(refused("pool6", text), "taken") << text;
    EXPECT_EQ(refused("pool6", "64:ff9b::/96"), "taken");
}

TEST(Globals, PlateausAreKeptAsTheKernelKeepsThem) {
    const Global& plateaus = *find_global("mtu-plateaus");
    EXPECT_EQ(normalised(plateaus, std::vector<std::uint16_t>{0, 5, 9, 5, 0}),
              GlobalValue(std::vector<std::uint16_t>{9, 5}));
    EXPECT_FALSE(check_global(plateaus, std::vector<std::uint16_t>(65, 1500)).has_value());
}

TEST(Globals, NewModulesNoLongerSetFlushAsap) {
    const Global& asap = *find_global("ss-flush-asap");
    EXPECT_EQ(default_of(asap, {4, 1, 12, 0}), GlobalValue(true));
    EXPECT_EQ(default_of(asap, {4, 1, 13, 0}), GlobalValue(false));
}

TEST(Globals, TheLimitOfSessionsCameLater) {
    const Global& limit = *find_global("ss-max-sessions-per-packet");
    EXPECT_FALSE(is_in(limit, {4, 1, 10, 0}));
    EXPECT_TRUE(is_in(limit, {4, 1, 11, 0}));
    EXPECT_EQ(default_of(limit, {4, 1, 11, 0}), GlobalValue(std::uint32_t{10}));
    EXPECT_EQ(default_of(limit, {4, 1, 12, 0}), GlobalValue(std::uint32_t{36}));
}

}  // namespace
}  // namespace gate64::jool
