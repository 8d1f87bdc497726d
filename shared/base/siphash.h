// SPDX-License-Identifier: Apache-2.0
#pragma once
// SipHash (Aumasson, Bernstein 2012), keyed per process. Every table indexed by data from the
// network uses it, so nobody outside can choose names that collide (threat: hash flooding).

#include <cstdint>

#include "shared/base/bytes.h"

namespace gate64::base {

class Random;

struct HashKey {
    std::uint64_t k0 = 0;
    std::uint64_t k1 = 0;

    [[nodiscard]] static HashKey from(Random& random) noexcept;
};

/// SipHash-1-3 of `data`: short-input speed with a secret key.
[[nodiscard]] std::uint64_t siphash13(const HashKey& key, Bytes data) noexcept;
/// SipHash-2-4, the original parameters; checked against the published vectors.
[[nodiscard]] std::uint64_t siphash24(const HashKey& key, Bytes data) noexcept;

}  // namespace gate64::base
