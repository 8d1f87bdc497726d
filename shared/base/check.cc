// SPDX-License-Identifier: Apache-2.0
#include "shared/base/check.h"

#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace gate64::base {
namespace {

iovec piece(std::string_view text) noexcept {
    return {.iov_base = const_cast<char*>(text.data()), .iov_len = text.size()};
}

}  // namespace

void check_failed(const char* condition, const char* file, int line) noexcept {
    // Nothing here allocates: the heap may be what is broken.
    std::array<char, 16> number{};
    const auto end = std::to_chars(number.data(), number.data() + number.size(), line).ptr;
    const std::array<iovec, 7> pieces = {
        piece("gate64 bug: "),
        piece(file),
        piece(":"),
        piece({number.data(), static_cast<std::size_t>(end - number.data())}),
        piece(": broken invariant: "),
        piece(condition),
        piece("\n"),
    };
    [[maybe_unused]] const ssize_t written =
        ::writev(STDERR_FILENO, pieces.data(), static_cast<int>(pieces.size()));
    std::abort();
}

}  // namespace gate64::base
