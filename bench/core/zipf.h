// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which name is asked for, when few names are asked often: rank k with a chance proportional to
// 1 / k^exponent. The cumulated chances are a table made once; a draw is one binary search.
// Immutable, so threads share one.

#include <cstdint>
#include <vector>

namespace gate64::bench {

class Zipf {
  public:
    /// REQUIRES: count > 0. An exponent of 0 is uniform.
    Zipf(std::uint32_t count, double exponent);

    /// The rank, from 0, that `unit` in [0, 1) falls on.
    [[nodiscard]] std::uint32_t rank(double unit) const noexcept;

  private:
    std::vector<double> cumulated_;  ///< ascending, the last one is 1
};

}  // namespace gate64::bench
