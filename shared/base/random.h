// SPDX-License-Identifier: Apache-2.0
#pragma once
// Where unpredictable numbers come from. The core takes a Random by reference; the daemon gives it
// a Csprng, tests give it a seeded one. Not thread-safe: one a shard.

#include <array>
#include <cstdint>

namespace gate64::base {

class Random {
  public:
    Random() = default;
    Random(const Random&) = delete;
    Random& operator=(const Random&) = delete;
    virtual ~Random() = default;

    [[nodiscard]] virtual std::uint64_t next() noexcept = 0;

    /// Uniform in [0, bound), without modulo bias. REQUIRES: bound > 0.
    [[nodiscard]] std::uint32_t below(std::uint32_t bound) noexcept;
    [[nodiscard]] std::uint16_t next_u16() noexcept { return static_cast<std::uint16_t>(next()); }
};

/// The kernel's generator, read through getrandom(2) a buffer at a time. Ends the process if the
/// kernel refuses: no query may leave with a guessable id.
class Csprng final : public Random {
  public:
    [[nodiscard]] std::uint64_t next() noexcept override;

  private:
    std::array<std::uint64_t, 64> pool_{};
    std::size_t left_ = 0;
};

}  // namespace gate64::base
