// SPDX-License-Identifier: Apache-2.0
#pragma once
// CHECK is for our own bugs only: a broken invariant ends the process with the place. It is active
// in every build and must never depend on anything that came from the network.

namespace gate64::base {

[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace gate64::base

#define CHECK(condition)                                                  \
    do {                                                                  \
        if (!(condition)) [[unlikely]]                                    \
            ::gate64::base::check_failed(#condition, __FILE__, __LINE__); \
    } while (false)
