// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/heavy_hitters.h"

#include <algorithm>

namespace gate64::nat64ctl::commands {

void HeavyHitters::add(const net::Ipv6Address& key) {
    ++total_;
    const auto known = entries_.find(key);
    if (known != entries_.end()) {
        by_count_.erase({known->second.count, key});
        by_count_.emplace(++known->second.count, key);
        return;
    }
    std::uint64_t least = 0;
    if (entries_.size() >= capacity_) {
        least = by_count_.begin()->first;
        entries_.erase(by_count_.begin()->second);
        by_count_.erase(by_count_.begin());
        has_replaced_ = true;
    }
    entries_.emplace(key, Entry{least + 1, least});
    by_count_.emplace(least + 1, key);
}

std::vector<HeavyHitters::Row> HeavyHitters::top(std::size_t n) const {
    std::vector<Row> rows;
    rows.reserve(entries_.size());
    for (const auto& [key, entry] : entries_)
        rows.push_back({key, entry.count, entry.error});
    std::stable_sort(rows.begin(), rows.end(),
                     [](const Row& a, const Row& b) { return a.count > b.count; });
    rows.resize(std::min(n, rows.size()));
    return rows;
}

}  // namespace gate64::nat64ctl::commands
