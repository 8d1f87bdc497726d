// SPDX-License-Identifier: Apache-2.0
#pragma once
// A fast generator with a seed (splitmix64, Steele et al. 2014), so that a run can be repeated
// question by question. Never for anything secret. One thread; a value.

#include <cstdint>

namespace gate64::bench {

class Seeded {
  public:
    explicit Seeded(std::uint64_t seed) noexcept : state_(seed) {}

    [[nodiscard]] std::uint64_t next() noexcept {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31);
    }
    /// Uniform in [0, 1).
    [[nodiscard]] double unit() noexcept {
        return static_cast<double>(next() >> 11) * (1.0 / 9007199254740992.0);
    }
    /// In [0, bound), as uniform as 64 bits allow. REQUIRES: 0 < bound <= 2^32.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept {
        return ((next() >> 32) * bound) >> 32;
    }

  private:
    std::uint64_t state_;
};

}  // namespace gate64::bench
