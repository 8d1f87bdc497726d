// SPDX-License-Identifier: Apache-2.0
#include "bench/core/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace gate64::bench {

std::size_t Histogram::bucket_of(std::uint64_t value) noexcept {
    value = std::min(value, value_max);
    // Below 2^part_bits each value has a bucket of its own.
    const auto width = static_cast<unsigned>(std::bit_width(value >> part_bits));
    if (width == 0) return static_cast<std::size_t>(value);
    const std::uint64_t part = (value >> (width - 1)) - (std::uint64_t{1} << part_bits);
    return (std::size_t{width} << part_bits) + static_cast<std::size_t>(part);
}

std::uint64_t Histogram::upper_end(std::size_t bucket) noexcept {
    const std::size_t width = bucket >> part_bits;
    if (width == 0) return bucket;
    const std::uint64_t part = bucket & ((std::size_t{1} << part_bits) - 1);
    return (((std::uint64_t{1} << part_bits) + part + 1) << (width - 1)) - 1;
}

void Histogram::add(std::uint64_t value) noexcept {
    ++counts_[bucket_of(value)];
    ++count_;
    sum_ += static_cast<double>(value);
    min_ = std::min(min_, value);
    max_ = std::max(max_, value);
}

Histogram& Histogram::operator+=(const Histogram& other) noexcept {
    for (std::size_t i = 0; i < buckets; ++i)
        counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
    return *this;
}

double Histogram::mean() const noexcept {
    return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

std::uint64_t Histogram::quantile(double fraction) const noexcept {
    if (count_ == 0) return 0;
    const double wanted = std::ceil(fraction * static_cast<double>(count_));
    const auto rank = std::max(static_cast<std::uint64_t>(wanted), std::uint64_t{1});
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < buckets; ++i) {
        below += counts_[i];
        if (below >= rank) return std::min(upper_end(i), max_);
    }
    return max_;
}

}  // namespace gate64::bench
