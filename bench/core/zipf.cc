// SPDX-License-Identifier: Apache-2.0
#include "bench/core/zipf.h"

#include <algorithm>
#include <cmath>

namespace gate64::bench {

Zipf::Zipf(std::uint32_t count, double exponent) {
    cumulated_.reserve(count);
    double sum = 0;
    for (std::uint32_t k = 1; k <= count; ++k) {
        sum += std::pow(static_cast<double>(k), -exponent);
        cumulated_.push_back(sum);
    }
    for (double& value : cumulated_)
        value /= sum;
}

std::uint32_t Zipf::rank(double unit) const noexcept {
    const auto found = std::upper_bound(cumulated_.begin(), cumulated_.end() - 1, unit);
    return static_cast<std::uint32_t>(found - cumulated_.begin());
}

}  // namespace gate64::bench
