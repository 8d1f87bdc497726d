// SPDX-License-Identifier: Apache-2.0
#pragma once
// Versions of the Jool module and what they change on the wire. The module's own version goes into
// every request, so that exact-match modules (up to 4.1.8) and major.minor ones agree alike.
// 4.2.0-rc3 calls itself 4.1.255.5 and renumbers everything: it is no layout we know.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gate64::jool {

struct Version {
    std::uint8_t major = 0;
    std::uint8_t minor = 0;
    std::uint8_t revision = 0;
    std::uint8_t dev = 0;

    /// "4.1.9" or "4.1.9.0", with anything that follows white space ignored, as
    /// /sys/module/jool/version has it.
    [[nodiscard]] static std::optional<Version> parse(std::string_view text) noexcept;
    [[nodiscard]] std::string text() const;  ///< "4.1.9"; the last part only when it is not zero
    /// The header's word: major first.
    [[nodiscard]] std::uint32_t wire() const noexcept;
    /// Operation, attribute and global numbers are those of abi.h: 4.1.0 to 4.1.15 (revision at
    /// most 15).
    [[nodiscard]] bool is_known_layout() const noexcept;

    friend constexpr auto operator<=>(const Version&, const Version&) noexcept = default;
};

}  // namespace gate64::jool
