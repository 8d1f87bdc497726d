// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/version.h"

#include <array>
#include <charconv>

namespace gate64::jool {

std::optional<Version> Version::parse(std::string_view text) noexcept {
    text = text.substr(0, text.find_first_of(" \t\r\n"));
    std::array<std::uint8_t, 4> parts{};
    const char* at = text.data();
    const char* const end = at + text.size();
    std::size_t count = 0;
    while (count < parts.size()) {
        const auto [after, error] = std::from_chars(at, end, parts[count]);
        if (error != std::errc{}) return std::nullopt;
        ++count;
        at = after;
        if (at == end || *at != '.') break;
        ++at;
    }
    if (at != end || count < 3) return std::nullopt;
    return Version{parts[0], parts[1], parts[2], parts[3]};
}

std::string Version::text() const {
    std::string text =
        std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(revision);
    if (dev != 0) text += "." + std::to_string(dev);
    return text;
}

std::uint32_t Version::wire() const noexcept {
    return (std::uint32_t{major} << 24) | (std::uint32_t{minor} << 16) |
           (std::uint32_t{revision} << 8) | std::uint32_t{dev};
}

bool Version::is_known_layout() const noexcept {
    constexpr std::uint8_t revision_max = 15;
    return major == 4 && minor == 1 && revision <= revision_max;
}

}  // namespace gate64::jool
