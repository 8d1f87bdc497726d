// SPDX-License-Identifier: Apache-2.0
#pragma once
// A shard's state at one moment, copied out of it for status and the metrics page.

#include <string>
#include <vector>

#include "dns64d/metrics/prometheus.h"
#include "dns64d/shard/shards.h"

namespace gate64::dns64d::control {

struct CacheStatus {
    std::uint64_t used_bytes = 0, capacity_bytes = 0, entries = 0, evictions = 0;
};

struct ShardStatus {
    std::uint32_t waiting = 0;  ///< client questions in flight
    std::uint32_t jobs = 0;     ///< questions this shard works on as owner
    std::uint32_t upstream_in_flight = 0;
    std::uint32_t tcp_connections = 0;
    std::uint32_t upstream_sockets = 0;
    std::uint64_t generation = 0;  ///< of the settings in use
    CacheStatus source, front;
    std::vector<upstream::ServerStatus> servers;
    std::vector<std::string> prefixes;  ///< of the [[dns64]] blocks, in order
};

[[nodiscard]] ShardStatus read_status(shard::ShardAccess& shard);

/// One status a shard; a shard that does not answer in time is left out.
[[nodiscard]] std::vector<ShardStatus> read_all(shard::Shards& shards);

[[nodiscard]] std::vector<metrics::Gauge> gauges_of(const std::vector<ShardStatus>& shards);

/// A server's figures summed over shards; its state is the worst any shard sees.
[[nodiscard]] std::vector<upstream::ServerStatus> merge_servers(
    const std::vector<ShardStatus>& shards);

[[nodiscard]] std::vector<const metrics::Counters*> all_counters(const shard::Shards& shards);

}  // namespace gate64::dns64d::control
