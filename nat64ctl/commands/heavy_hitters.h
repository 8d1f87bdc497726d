// SPDX-License-Identifier: Apache-2.0
#pragma once
// Who has most, in bounded memory: the Space-Saving algorithm (Metwally, Agrawal, El Abbadi 2005).
// As long as no more than `capacity` keys were seen every count is exact; beyond that a count is
// too high by at most its `error`, and no key with more than total/capacity is missed. One thread.

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "shared/net/address.h"

namespace gate64::nat64ctl::commands {

class HeavyHitters {
  public:
    struct Row {
        net::Ipv6Address key;
        std::uint64_t count = 0;
        std::uint64_t error = 0;  ///< the true count is at least count - error
        friend bool operator==(const Row&, const Row&) = default;
    };

    /// REQUIRES: capacity > 0.
    explicit HeavyHitters(std::size_t capacity) : capacity_(capacity) {}

    void add(const net::Ipv6Address& key);
    /// The `n` highest, highest first; equals by address.
    [[nodiscard]] std::vector<Row> top(std::size_t n) const;
    [[nodiscard]] bool is_exact() const noexcept { return !has_replaced_; }
    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }

  private:
    struct Entry {
        std::uint64_t count = 0;
        std::uint64_t error = 0;
    };

    std::size_t capacity_;
    std::map<net::Ipv6Address, Entry> entries_;
    std::set<std::pair<std::uint64_t, net::Ipv6Address>> by_count_;
    std::uint64_t total_ = 0;
    bool has_replaced_ = false;
};

}  // namespace gate64::nat64ctl::commands
