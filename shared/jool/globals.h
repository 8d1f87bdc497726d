// SPDX-License-Identifier: Apache-2.0
#pragma once
// The one table of Jool's globals, as far as a NAT64 instance has them: what they are called, hold,
// may hold, and what a change costs. Also their text form, for people and from people. The
// configuration file has rows of its own for the same keys (shared/config); a test holds the two
// tables together. Constant data and pure functions; any thread.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "shared/base/error.h"
#include "shared/jool/model.h"
#include "shared/jool/version.h"

namespace gate64::jool {

/// What a value is, and which alternative of GlobalValue holds it.
enum class GlobalKind : std::uint8_t {
    boolean,   ///< bool
    number8,   ///< std::uint8_t
    bits8,     ///< std::uint8_t, also shown in base 2
    number,    ///< std::uint32_t
    duration,  ///< std::uint32_t, milliseconds
    prefix6,   ///< net::Ipv6Prefix; std::monostate: unset
    plateaus,  ///< std::vector<std::uint16_t>
};

struct Global {
    std::uint16_t id;      ///< abi::global; the attribute's number
    std::string_view key;  ///< Jool's name of it
    GlobalKind kind;
    std::string_view unit{};    ///< of numbers: "octets", "packets", ...; "" when it has none
    std::uint64_t initial = 0;  ///< the kernel's default; lists and prefixes: default_of()
    std::uint64_t min = 0;      ///< both included; of plateaus each entry's
    std::uint64_t max = 1;
    Version since{4, 1, 0, 0};  ///< older modules refuse the id
    std::string_view help;      ///< one sentence
    std::string_view cost{};    ///< what a change does to live traffic; "" when nothing
};

/// In the order of their ids.
[[nodiscard]] std::span<const Global> globals() noexcept;
/// nullptr for what NAT64 does not have.
[[nodiscard]] const Global* find_global(std::string_view key) noexcept;
[[nodiscard]] const Global* find_global(std::uint16_t id) noexcept;
[[nodiscard]] bool is_in(const Global& global, const Version& module) noexcept;

/// What a fresh instance of that module has; pool6 has none (std::monostate).
[[nodiscard]] GlobalValue default_of(const Global& global, const Version& module = {4, 1, 15, 0});

/// Kind and limits. The sentence names the key and what would be right; EINVAL.
[[nodiscard]] base::Result<void> check_global(const Global& global, const GlobalValue& value);
/// As the kernel keeps it: plateaus sorted downwards, without zero and without any twice.
[[nodiscard]] GlobalValue normalised(const Global& global, GlobalValue value);

/// "true", "1280", "5m", "11 (0b1011)", "64:ff9b::/96", "1500, 1492", "unset".
[[nodiscard]] std::string text_of(const Global& global, const GlobalValue& value);
/// "0 to 255", "2m to 4w", "true or false": for help and messages.
[[nodiscard]] std::string range_of(const Global& global);
/// The reverse of text_of(), checked and normalised. Booleans: true, false, on, off, yes, no, 1, 0;
/// numbers: base 10, 0x or 0b; durations: digits and one of ms, s, m, h, d, w; lists: commas or
/// blanks between numbers.
[[nodiscard]] base::Result<GlobalValue> parse_global(const Global& global, std::string_view text);

}  // namespace gate64::jool
