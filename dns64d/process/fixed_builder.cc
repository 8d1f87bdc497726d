// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/fixed_builder.h"

#include <sched.h>

#include <algorithm>
#include <thread>

namespace gate64::dns64d::process {

namespace {

/// CPUs this process may run on (a service manager or container may give fewer than there are).
std::uint32_t usable_cpus() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        return static_cast<std::uint32_t>(std::max(CPU_COUNT(&set), 1));
    }
    return std::max(std::thread::hardware_concurrency(), 1U);
}

/// Jool takes packets to its pool4 ports before any socket sees them.
void remove_pool4(io::PortSet& ports, const config::Config& config) {
    if (!config.nat64) return;
    for (const config::Pool4& pool : config.nat64->pool4) {
        ports.remove(pool.ports.first, pool.ports.last);
    }
}

}  // namespace

base::Result<shard::FixedSettings> build_fixed(const config::Config& config) {
    shard::FixedSettings fixed;
    for (const auto& endpoint : config.dns64d.listen)
        fixed.listen.push_back(endpoint.value);
    fixed.shards = config.dns64d.shards > 0 ? config.dns64d.shards : usable_cpus();
    fixed.pin = fixed.shards <= usable_cpus();
    fixed.cache_octets = config.cache.size;
    fixed.in_flight_max = config.dns64d.max_in_flight;
    fixed.tcp.clients_max = config.dns64d.tcp_clients_max;
    fixed.tcp.per_client_max = config.dns64d.tcp_per_client_max;
    fixed.tcp.timeouts.message = config.dns64d.tcp_message_timeout;
    if (auto reserved = io::remove_reserved_ports(fixed.source_ports); !reserved) {
        return std::unexpected(reserved.error());
    }
    remove_pool4(fixed.source_ports, config);
    if (fixed.source_ports.size() < fixed.upstream.udp_open) {
        return base::fail(
            "ip_local_reserved_ports and pool4 leave fewer than 1024 ports for questions upstream");
    }
    return fixed;
}

}  // namespace gate64::dns64d::process
