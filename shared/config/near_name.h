// SPDX-License-Identifier: Apache-2.0
#pragma once
// "Did you mean": the known word nearest to a mistyped one. Pure, any thread.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace gate64::config {

/// Insertions, deletions, replacements and swaps of neighbours between `a` and `b`, regardless of
/// case. Texts over 64 octets count as unlike anything.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The nearest of `known`, the first of equals; nothing when none is near enough for its length.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view word,
                                                      std::span<const std::string_view> known);

}  // namespace gate64::config
