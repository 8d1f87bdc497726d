// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "shared/dns/name.h"

namespace gate64::dns {
namespace {

std::string round_trip(std::string_view text) {
    const base::Result<Name> name = Name::parse(text);
    return name ? name->text() : "error: " + name.error().message;
}

std::string problem(std::string_view text) {
    const base::Result<Name> name = Name::parse(text);
    return name ? "fine" : name.error().message;
}

TEST(NameText, FinalDotIsOptional) {
    EXPECT_EQ(round_trip("."), ".");
    EXPECT_EQ(round_trip("example"), "example.");
    EXPECT_EQ(round_trip("example."), "example.");
    EXPECT_EQ(round_trip("WWW.Example.org"), "WWW.Example.org.");
}

TEST(NameText, Escapes) {
    EXPECT_EQ(round_trip("a\\.b.example"), "a\\.b.example.");
    EXPECT_EQ(round_trip("a\\046b.example"), "a\\.b.example.");
    EXPECT_EQ(round_trip("\\000\\255\\032x"), "\\000\\255\\032x.");
    EXPECT_EQ(round_trip("\\097bc"), "abc.");
    EXPECT_EQ(round_trip("a\\\\b"), "a\\\\b.");
    EXPECT_EQ(round_trip("a\\ b"), "a\\032b.");
    EXPECT_EQ(round_trip("\\\"\\$\\(\\)\\;\\@"), "\\\"\\$\\(\\)\\;\\@.");
    EXPECT_EQ(round_trip("_dns.*.x-y"), "_dns.*.x-y.");
    EXPECT_EQ(round_trip("a\\."), "a\\..");
}

TEST(NameText, Refuses) {
    EXPECT_NE(problem("").find("empty"), std::string::npos);
    for (const char* text : {"..", ".a", "a..b", "a.."})
        EXPECT_NE(problem(text).find("label is empty"), std::string::npos) << text;
    for (const char* text : {"a\\", "a\\1", "a\\12", "a\\256", "a\\1x2", "a\\\n"})
        EXPECT_NE(problem(text).find("backslash"), std::string::npos) << text;
    for (const char* text : {"a b", "a\tb", "a\nb",
                             "b\xC3\xBC"
                             "cher",
                             "a\x7F"
                             "b"})
        EXPECT_NE(problem(text).find("xn--"), std::string::npos) << text;
    EXPECT_EQ(problem(std::string(63, 'a')), "fine");
    EXPECT_NE(problem(std::string(64, 'a')).find("63"), std::string::npos);
}

TEST(NameText, LengthLimitIs255OnTheWire) {
    const std::string label(63, 'a');
    const std::string three = label + "." + label + "." + label + ".";
    EXPECT_EQ(problem(three + std::string(61, 'b')), "fine");
    EXPECT_EQ(problem(three + std::string(61, 'b') + "."), "fine");
    EXPECT_NE(problem(three + std::string(62, 'b')).find("255"), std::string::npos);
    EXPECT_NE(problem(three + std::string(61, 'b') + ".c").find("255"), std::string::npos);
    std::string many;
    for (int i = 0; i < 127; ++i)
        many += "a.";
    EXPECT_EQ(problem(many), "fine");
    EXPECT_EQ(Name::parse(many)->view().label_count(), name_labels_max);
    EXPECT_NE(problem(many + "a").find("255"), std::string::npos);
}

TEST(NameText, ErrorsShowTheTextOnOneShortLine) {
    const std::string text = problem("a\nb" + std::string(500, 'x'));
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_EQ(text.find("\"a\\010bxxx"), 0U);
    EXPECT_LT(text.size(), 300U);
}

TEST(NameText, AnyOctetsSurviveARoundTrip) {
    std::mt19937 random(11);
    for (int round = 0; round < 5000; ++round) {
        std::vector<std::uint8_t> wire;
        while (true) {
            const std::size_t length = 1 + random() % (round % 2 == 0 ? 63 : 6);
            if (wire.size() + 1 + length + 1 > name_bytes_max || random() % 6 == 0) break;
            wire.push_back(static_cast<std::uint8_t>(length));
            for (std::size_t i = 0; i < length; ++i)
                wire.push_back(static_cast<std::uint8_t>(random()));
        }
        wire.push_back(0);
        const NameView name = NameView::trusted(wire);
        const std::string text = name.text();
        for (const char c : text)
            EXPECT_TRUE(c > 0x20 && c < 0x7F);
        const base::Result<Name> back = Name::parse(text);
        ASSERT_TRUE(back.has_value()) << text;
        EXPECT_TRUE(std::equal(wire.begin(), wire.end(), back->wire().begin(), back->wire().end()));
    }
}

}  // namespace
}  // namespace gate64::dns
