// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/fixed_settings.h"

#include <algorithm>

namespace gate64::dns64d::shard {
namespace {

/// Of the cache memory: finished answers are copies, sources are what must not be lost.
constexpr std::size_t front_cache_share = 8;
constexpr std::uint32_t mailbox_total = 32768;
constexpr std::uint32_t mailbox_capacity_min = 256;
constexpr std::uint32_t mailbox_capacity_max = 8192;
/// Logs, control, metrics, files being read, rings, events.
constexpr std::uint64_t descriptors_other = 256;
constexpr std::uint64_t descriptors_per_shard = 8;

}  // namespace

pipeline::PipelineLimits FixedSettings::pipeline_limits(std::uint16_t shard) const {
    pipeline::PipelineLimits limits;
    limits.shard = shard;
    limits.shard_count = static_cast<std::uint16_t>(shards);
    const std::size_t octets = cache_octets / shards;
    limits.front_cache_bytes = octets / front_cache_share;
    limits.owner.source_cache_bytes = octets - limits.front_cache_bytes;
    limits.waiters_max = std::max(in_flight_max / shards, 1U);
    // Names that are asked anywhere may all be owned here.
    limits.owner.jobs_max = in_flight_max;
    return limits;
}

std::uint32_t FixedSettings::mailbox_capacity() const noexcept {
    return std::clamp(mailbox_total / shards, mailbox_capacity_min, mailbox_capacity_max);
}

std::uint32_t FixedSettings::udp_open_each(std::size_t servers) const noexcept {
    if (servers == 0) return 0;
    const auto pools = static_cast<std::uint32_t>(servers) * shards;
    return std::max((upstream.udp_open + pools - 1) / pools, upstream.udp_open_min);
}

std::uint64_t FixedSettings::descriptors_max() const noexcept {
    return std::uint64_t{upstream.udp_total_max} + std::uint64_t{upstream.tcp_max} * shards +
           tcp.clients_max + listen.size() * shards * 2 + descriptors_per_shard * shards +
           descriptors_other;
}

}  // namespace gate64::dns64d::shard
