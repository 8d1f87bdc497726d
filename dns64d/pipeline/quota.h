// SPDX-License-Identifier: Apache-2.0
#pragma once
// How many questions are in flight for one key (a client, a zone). Fixed memory: keys are keyed
// hashes that share buckets, so two keys may count together; at worst a quota is reached a little
// early. Single-threaded.

#include <cstdint>
#include <vector>

namespace gate64::dns64d::pipeline {

class Quota {
  public:
    /// `limit` in flight a key; 2^`bits` buckets.
    Quota(std::uint32_t limit, unsigned bits) : buckets_(std::size_t{1} << bits), limit_(limit) {}

    void set_limit(std::uint32_t limit) noexcept { limit_ = limit; }
    /// One more for `hash`; false (and not counted) at the limit.
    [[nodiscard]] bool take(std::uint64_t hash) noexcept {
        std::uint32_t& count = buckets_[hash & (buckets_.size() - 1)];
        if (count >= limit_) return false;
        ++count;
        return true;
    }
    void give_back(std::uint64_t hash) noexcept {
        std::uint32_t& count = buckets_[hash & (buckets_.size() - 1)];
        if (count > 0) --count;
    }
    [[nodiscard]] std::uint32_t count(std::uint64_t hash) const noexcept {
        return buckets_[hash & (buckets_.size() - 1)];
    }

  private:
    std::vector<std::uint32_t> buckets_;
    std::uint32_t limit_;
};

}  // namespace gate64::dns64d::pipeline
