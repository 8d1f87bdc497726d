// SPDX-License-Identifier: Apache-2.0
#pragma once
// Errors as values. A Result carries either what was asked for or a sentence a person can act on:
// what failed, why (the kernel's words where it has some), what to try. Used at start-up, in
// configuration and control; the packet path uses enums and optionals instead.

#include <expected>
#include <string>
#include <string_view>

namespace gate64::base {

struct Error {
    std::string message;
    int errno_value = 0;  ///< the kernel's reason where there was one; decides the exit code
};

template <typename T>
using Result = std::expected<T, Error>;

/// Makes the failing side of a Result.
[[nodiscard]] std::unexpected<Error> fail(std::string message, int errno_value = 0);

/// "CONTEXT: <the kernel's text for `errno_value`>".
[[nodiscard]] std::unexpected<Error> fail_errno(std::string_view context, int errno_value);

}  // namespace gate64::base
