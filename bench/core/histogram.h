// SPDX-License-Identifier: Apache-2.0
#pragma once
// Times counted in log-linear buckets (the shape of Gil Tene's HdrHistogram): every power of two is
// cut into equal parts, so a value is known to within 1 part in 128 however large it is. Two
// histograms merge by addition, so each thread counts into its own and no value is ever averaged.
// One thread; a value.

#include <array>
#include <cstdint>

namespace gate64::bench {

class Histogram {
  public:
    /// Larger values count as this one: 2^40 ns, about 18 minutes.
    static constexpr std::uint64_t value_max = (std::uint64_t{1} << 40) - 1;

    void add(std::uint64_t value) noexcept;
    Histogram& operator+=(const Histogram& other) noexcept;

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// Exact, 0 when nothing was counted.
    [[nodiscard]] std::uint64_t min() const noexcept { return count_ == 0 ? 0 : min_; }
    [[nodiscard]] std::uint64_t max() const noexcept { return max_; }
    [[nodiscard]] double mean() const noexcept;
    /// The smallest value that at least `fraction` of all values do not exceed, as the upper end of
    /// its bucket, never above max(). 0 when nothing was counted. REQUIRES: 0 <= fraction <= 1.
    [[nodiscard]] std::uint64_t quantile(double fraction) const noexcept;

    // The buckets themselves, for tests.
    [[nodiscard]] static std::size_t bucket_of(std::uint64_t value) noexcept;
    /// The largest value that falls into `bucket`.
    [[nodiscard]] static std::uint64_t upper_end(std::size_t bucket) noexcept;

  private:
    static constexpr unsigned part_bits = 7;  ///< 128 parts for each power of two
    static constexpr std::size_t buckets = (40 - part_bits + 1) << part_bits;

    std::array<std::uint64_t, buckets> counts_{};
    std::uint64_t count_ = 0;
    std::uint64_t min_ = ~std::uint64_t{0};
    std::uint64_t max_ = 0;
    double sum_ = 0;
};

}  // namespace gate64::bench
