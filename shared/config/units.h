// SPDX-License-Identifier: Apache-2.0
#pragma once
// The two kinds of number that carry a unit in the file: "90s" and "256MiB". Text to value and
// back, exact, no floating point. Pure, any thread.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/error.h"

namespace gate64::config {

/// Digits and one of ms, s, m, h, d, w. The error is what is wrong, without the value.
[[nodiscard]] base::Result<std::chrono::milliseconds> parse_duration(std::string_view text);
/// The shortest text that parse_duration() takes back to `value`. REQUIRES: value >= 0.
[[nodiscard]] std::string duration_text(std::chrono::milliseconds value);

/// Digits and one of B, KiB, MiB, GiB, TiB; octets.
[[nodiscard]] base::Result<std::uint64_t> parse_size(std::string_view text);
/// The shortest text that parse_size() takes back to `octets`.
[[nodiscard]] std::string size_text(std::uint64_t octets);

/// Decimal digits only, nothing around them.
[[nodiscard]] base::Result<std::uint64_t> parse_decimal(std::string_view text);

}  // namespace gate64::config
