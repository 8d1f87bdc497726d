// SPDX-License-Identifier: Apache-2.0
#pragma once
// How many TCP connections the process has, in all and for each client, so that the limits hold
// whatever shard the kernel gives a connection to. Shared by all shards and touched once when a
// connection begins and once when it ends, never for a query. Clients are counted in cells chosen
// by a keyed hash: nobody can aim at the cell of another, and two that share one by chance (once in
// 65,536) share a limit.

#include <array>
#include <atomic>
#include <cstdint>

#include "shared/base/siphash.h"
#include "shared/net/address.h"

namespace gate64::dns64d::shard {

class ConnectionCensus {
  public:
    enum class Verdict : std::uint8_t {
        admitted,
        admitted_over_total,  ///< counted, but somebody idle should make room
        refused_client,       ///< not counted: this client has all it may have
    };

    ConnectionCensus(std::uint32_t total_max, std::uint32_t per_client_max,
                     const base::HashKey& key) noexcept
        : total_max_(total_max), per_client_max_(per_client_max), key_(key) {}

    /// Any shard. Everything but refused_client must be matched by one leave().
    [[nodiscard]] Verdict enter(const net::IpAddress& client) noexcept;
    void leave(const net::IpAddress& client) noexcept;
    [[nodiscard]] std::uint32_t total() const noexcept {
        return total_.load(std::memory_order_relaxed);
    }
    /// Over three quarters of the limit: idle connections should end sooner.
    [[nodiscard]] bool pressed() const noexcept { return total() > total_max_ / 4 * 3; }

  private:
    static constexpr std::size_t cells = 65536;
    [[nodiscard]] std::size_t cell_of(const net::IpAddress& client) const noexcept;

    std::uint32_t total_max_;
    std::uint32_t per_client_max_;
    base::HashKey key_;
    std::atomic<std::uint32_t> total_{0};
    std::array<std::atomic<std::uint16_t>, cells> clients_{};
};

}  // namespace gate64::dns64d::shard
