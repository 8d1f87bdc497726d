// SPDX-License-Identifier: Apache-2.0
#include "shared/config/document_scan.h"

namespace gate64::config {
namespace {

// Columns count characters, as the TOML library does: UTF-8 continuation bytes do not count.
uint32_t column_of(std::string_view line, std::size_t offset) noexcept {
    std::uint32_t col = 1;
    for (std::size_t i = 0; i < offset; ++i) {
        if ((static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U) ++col;
    }
    return col;
}

// The offset behind the string that starts at `at` (its quote), or the line's length.
std::size_t skip_string(std::string_view line, std::size_t at) noexcept {
    const char quote = line[at];
    for (std::size_t i = at + 1; i < line.size(); ++i) {
        if (line[i] == quote) return i + 1;
        if (quote == '"' && line[i] == '\\') ++i;
    }
    return line.size();
}

std::optional<ScanError> scan_line(std::string_view line, std::uint32_t number) {
    unsigned dots = 0;
    std::size_t i = 0;
    while (i < line.size()) {
        const char c = line[i];
        if (c == '#') return std::nullopt;
        if (c == '"' || c == '\'') {
            if (line.substr(i, 3) == "\"\"\"" || line.substr(i, 3) == "'''") {
                return ScanError{{number, column_of(line, i)},
                                 "a string over several lines is not used in this file"};
            }
            i = skip_string(line, i);
            continue;
        }
        if (c == '.' && ++dots >= key_parts_max) {
            return ScanError{{number, column_of(line, i)}, "a key of too many parts"};
        }
        if (c == '=' || c == ',' || c == '[' || c == '{') dots = 0;
        ++i;
    }
    return std::nullopt;
}

}  // namespace

std::optional<ScanError> scan_document(std::string_view text) {
    std::uint32_t number = 1;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (const auto nul = line.find('\0'); nul != std::string_view::npos) {
            return ScanError{{number, column_of(line, nul)}, "a NUL byte; this is not a text file"};
        }
        if (auto error = scan_line(line, number)) return error;
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
        ++number;
    }
    return std::nullopt;
}

}  // namespace gate64::config
