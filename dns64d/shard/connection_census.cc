// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/connection_census.h"

namespace gate64::dns64d::shard {

std::size_t ConnectionCensus::cell_of(const net::IpAddress& client) const noexcept {
    return base::siphash13(key_, client.v6().octets()) % cells;
}

ConnectionCensus::Verdict ConnectionCensus::enter(const net::IpAddress& client) noexcept {
    auto& cell = clients_[cell_of(client)];
    if (cell.fetch_add(1, std::memory_order_relaxed) >= per_client_max_) {
        cell.fetch_sub(1, std::memory_order_relaxed);
        return Verdict::refused_client;
    }
    const bool over = total_.fetch_add(1, std::memory_order_relaxed) >= total_max_;
    return over ? Verdict::admitted_over_total : Verdict::admitted;
}

void ConnectionCensus::leave(const net::IpAddress& client) noexcept {
    clients_[cell_of(client)].fetch_sub(1, std::memory_order_relaxed);
    total_.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace gate64::dns64d::shard
