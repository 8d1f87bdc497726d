// SPDX-License-Identifier: Apache-2.0
#include "shared/cli/escape.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace gate64::cli {
namespace {

struct CodePoint {
    std::uint32_t value;
    std::size_t octets;  // 0: not UTF-8 at this place
};

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

// Characters that are valid UTF-8 and still no plain text to look at.
constexpr std::array hidden = {
    Range{0x00, 0x1F},     Range{0x7F, 0x9F},        // C0, DEL, C1
    Range{0x5C, 0x5C},                               // the escape character itself
    Range{0xAD, 0xAD},     Range{0x061C, 0x061C},    // soft hyphen, Arabic letter mark
    Range{0x180E, 0x180E}, Range{0x200B, 0x200F},    // zero width and direction marks
    Range{0x2028, 0x202E}, Range{0x2060, 0x206F},    // separators, embeddings, isolates
    Range{0xFE00, 0xFE0F}, Range{0xFEFF, 0xFEFF},    // variation selectors, byte order mark
    Range{0xFFF9, 0xFFFB}, Range{0xE0000, 0xE0FFF},  // interlinear marks, tags
};

// The well-formed sequence at the start of `text` (Unicode, table 3-7). REQUIRES: not empty.
CodePoint decode(std::string_view text) noexcept {
    const auto at = [text](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    const std::uint32_t lead = at(0);
    if (lead < 0x80) return {lead, 1};
    std::size_t octets = 0;
    std::uint32_t value = 0;
    std::uint32_t least = 0;  // below it the sequence is longer than it need be
    if ((lead & 0xE0U) == 0xC0) {
        octets = 2;
        value = lead & 0x1FU;
        least = 0x80;
    } else if ((lead & 0xF0U) == 0xE0) {
        octets = 3;
        value = lead & 0x0FU;
        least = 0x800;
    } else if ((lead & 0xF8U) == 0xF0) {
        octets = 4;
        value = lead & 0x07U;
        least = 0x10000;
    }
    if (octets == 0 || octets > text.size()) return {0, 0};
    for (std::size_t i = 1; i < octets; ++i) {
        if ((at(i) & 0xC0U) != 0x80) return {0, 0};
        value = (value << 6U) | (at(i) & 0x3FU);
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < least || value > 0x10FFFF || surrogate) return {0, 0};
    return {value, octets};
}

bool is_hidden(std::uint32_t value) noexcept {
    for (const Range& range : hidden) {
        if (value >= range.first && value <= range.last) return true;
    }
    return false;
}

void append_escaped(std::string& out, std::string_view octets) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char c : octets) {
        const auto octet = static_cast<unsigned char>(c);
        out += "\\x";
        out += digits[octet >> 4U];
        out += digits[octet & 0xFU];
    }
}

std::string escape_all_but(std::string_view text, char kept) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint point = decode(text);
        const std::size_t octets = point.octets == 0 ? 1 : point.octets;
        const std::string_view piece = text.substr(0, octets);
        const bool keep = text.front() == kept && kept != '\0';
        if (!keep && (point.octets == 0 || is_hidden(point.value))) {
            append_escaped(out, piece);
        } else {
            out += piece;
        }
        text.remove_prefix(octets);
    }
    return out;
}

}  // namespace

std::string escape(std::string_view text) {
    return escape_all_but(text, '\0');
}

std::string escape_lines(std::string_view text) {
    return escape_all_but(text, '\n');
}

}  // namespace gate64::cli
