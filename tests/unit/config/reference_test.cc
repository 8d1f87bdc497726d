// SPDX-License-Identifier: Apache-2.0
// The printed reference and the shipped file say what the rows say.
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "tests/unit/config/support.h"

namespace gate64::config {
namespace {

using test::header_of;

std::string shipped_path() {
    const std::string here = __FILE__;
    return here.substr(0, here.rfind("tests/unit/config/")) + "etc/gate64.toml";
}

std::string read_all(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                               std::fclose);
    std::string text;
    if (!file) return text;
    for (int c = std::fgetc(file.get()); c != EOF; c = std::fgetc(file.get())) {
        text += static_cast<char>(c);
    }
    return text;
}

// Without the "#" of settings and headers that are commented out; explanations start with "# ".
std::string uncommented(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool line_start = i == 0 || text[i - 1] == '\n';
        const char next = i + 1 < text.size() ? text[i + 1] : '\n';
        const bool example = (next >= 'a' && next <= 'z') || next == '[';
        if (!(line_start && text[i] == '#' && example)) out += text[i];
    }
    return out;
}

// Whether `text` has a line "KEY =", commented out or not, in `section`.
bool has_key(const std::string& text, const Section& section, const Setting& setting) {
    const std::string open = '\n' + header_of(section) + '\n';
    const std::string key = '\n' + std::string(setting.key) + " = ";
    const std::string bare = '\n' + uncommented(text);
    for (auto at = bare.find(open); at != std::string::npos; at = bare.find(open, at + 1)) {
        const auto end = bare.find("\n[", at + 1);
        const auto found = bare.find(key, at);
        if (found != std::string::npos && (end == std::string::npos || found < end)) return true;
    }
    return false;
}

TEST(Reference, ParsesAsItStandsAndIsTheDefaults) {
    const auto config = parse(reference(), "reference");
    ASSERT_TRUE(config) << to_text(config.error());
    EXPECT_EQ(*config, Config());
}

TEST(Reference, ParsesWithEveryExample) {
    const auto config = parse(uncommented(reference()), "reference");
    ASSERT_TRUE(config) << to_text(config.error());
    EXPECT_EQ(config->upstreams.size(), 1U);
    EXPECT_EQ(config->dns64.size(), 1U);
    EXPECT_EQ(config->names.size(), 1U);
    EXPECT_EQ(config->locals.size(), 1U);
    ASSERT_TRUE(config->nat64);
    EXPECT_EQ(config->nat64->bib.size(), 1U);
    EXPECT_EQ(config->nat64->settings.size(), jool_settings().size());
}

TEST(Reference, HasEveryRowAndShortLines) {
    const std::string text = reference();
    for (const Section& section : sections()) {
        for (const Setting& setting : section.settings) {
            EXPECT_TRUE(has_key(text, section, setting)) << section.name << '.' << setting.key;
        }
    }
    std::size_t start = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', start)) {
        EXPECT_LE(end - start, 100U) << text.substr(start, end - start);
        start = end + 1;
    }
}

TEST(ShippedFile, LoadsUnchanged) {
    const auto config = load(shipped_path());
    ASSERT_TRUE(config) << to_text(config.error());
    EXPECT_EQ(config->dns64d, Dns64d());
    EXPECT_EQ(config->cache, Cache());
    EXPECT_TRUE(config->upstreams.empty());
    EXPECT_EQ(config->dns64, std::vector<Dns64>{Dns64()});
    ASSERT_TRUE(config->nat64);
    EXPECT_TRUE(config->nat64->pool4.empty());
}

TEST(ShippedFile, LoadsWithEveryExample) {
    std::string text = uncommented(read_all(shipped_path()));
    const auto config = parse(text, "gate64.toml");
    ASSERT_TRUE(config) << to_text(config.error());
    EXPECT_EQ(config->nat64.value().settings.size(), jool_settings().size());
}

TEST(ShippedFile, ShowsEveryKeyWithItsDefault) {
    const std::string text = read_all(shipped_path());
    for (const Section& section : sections()) {
        for (const Setting& setting : section.settings) {
            EXPECT_TRUE(has_key(text, section, setting)) << section.name << '.' << setting.key;
            if (setting.presence != Presence::defaulted) continue;
            const std::string line =
                '\n' + std::string(setting.key) + " = " + std::string(setting.literal);
            EXPECT_NE(uncommented(text).find(line), std::string::npos) << line;
        }
    }
}

}  // namespace
}  // namespace gate64::config
