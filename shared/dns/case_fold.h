// SPDX-License-Identifier: Apache-2.0
#pragma once
// ASCII case folding eight octets at a time, for comparing and hashing names (RFC 4343). Length
// octets are at most 63 and 'A' is 65, so whole names in wire form can be folded label lengths and
// all. Pure; internal to shared/dns.

#include <cstdint>
#include <cstring>

#include "shared/base/bytes.h"
#include "shared/dns/name.h"

namespace gate64::dns {

/// Eight octets in lower case, whatever the byte order.
[[nodiscard]] constexpr std::uint64_t lower_word(std::uint64_t word) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t high = 0x80 * ones;
    const std::uint64_t low_bits = word & ~high;
    const std::uint64_t from_a = low_bits + (0x80 - 'A') * ones;
    const std::uint64_t beyond_z = low_bits + (0x7F - 'Z') * ones;
    const std::uint64_t upper = (from_a ^ beyond_z) & ~word & high;
    return word | (upper >> 2);
}

/// REQUIRES: `size` readable octets at both.
[[nodiscard]] inline bool equal_folded(const std::uint8_t* a, const std::uint8_t* b,
                                       std::size_t size) noexcept {
    for (; size >= 8; a += 8, b += 8, size -= 8) {
        std::uint64_t x = 0;
        std::uint64_t y = 0;
        std::memcpy(&x, a, 8);
        std::memcpy(&y, b, 8);
        if (x != y && lower_word(x) != lower_word(y)) return false;
    }
    for (std::size_t i = 0; i < size; ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

/// REQUIRES: `to` has room for all of `from`.
inline void copy_folded(std::uint8_t* to, base::Bytes from) noexcept {
    std::size_t i = 0;
    for (; i + 8 <= from.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, from.data() + i, 8);
        word = lower_word(word);
        std::memcpy(to + i, &word, 8);
    }
    for (; i < from.size(); ++i)
        to[i] = lower(from[i]);
}

}  // namespace gate64::dns
