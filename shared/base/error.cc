// SPDX-License-Identifier: Apache-2.0
#include "shared/base/error.h"

#include <array>
#include <cstring>
#include <utility>

namespace gate64::base {

std::unexpected<Error> fail(std::string message, int errno_value) {
    return std::unexpected<Error>(Error{std::move(message), errno_value});
}

std::unexpected<Error> fail_errno(std::string_view context, int errno_value) {
    std::array<char, 128> buffer{};
    // The GNU form: the text may be a constant of the library instead of our buffer.
    const char* text = ::strerror_r(errno_value, buffer.data(), buffer.size());
    std::string message(context);
    message += ": ";
    message += text;
    return fail(std::move(message), errno_value);
}

}  // namespace gate64::base
