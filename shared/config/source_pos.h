// SPDX-License-Identifier: Apache-2.0
#pragma once
// Where in the configuration file an element stands, kept in the model so that an error found
// later (a zone file that does not load, an address that cannot be bound) can still name the line.
// Plain value, any thread.

#include <cstdint>

namespace gate64::config {

/// Both count from 1; 0 and 0 mean "not from a file" (a default, or the command line).
struct SourcePos {
    std::uint32_t line = 0;
    std::uint32_t col = 0;

    [[nodiscard]] constexpr bool known() const noexcept { return line != 0; }
    /// The same setting on another line is the same setting: positions never make two differ, so
    /// that the configurations before and after a reload compare by what they mean.
    friend constexpr bool operator==(const SourcePos&, const SourcePos&) noexcept { return true; }
};

/// A value of a list or a key, with the place it was written at.
template <typename T>
struct Located {
    T value{};
    SourcePos pos{};
    friend bool operator==(const Located&, const Located&) = default;
};

}  // namespace gate64::config
