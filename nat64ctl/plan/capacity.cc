// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/capacity.h"

#include "nat64ctl/plan/tune.h"

namespace gate64::nat64ctl::plan {
namespace {

std::uint64_t sockets_of(std::span<const jool::Pool4Entry> pool4, jool::Protocol protocol) {
    if (pool4.empty()) return masquerade_ports.last - masquerade_ports.first + 1U;
    std::uint64_t sockets = 0;
    for (const jool::Pool4Entry& entry : pool4) {
        if (entry.protocol != protocol) continue;
        const std::uint64_t addresses = std::uint64_t{1} << (32U - entry.prefix.length());
        sockets += addresses * (entry.port_max - entry.port_min + 1U);
    }
    return sockets;
}

}  // namespace

std::array<Capacity, 3> capacity_of(std::span<const jool::Pool4Entry> pool4) {
    std::array<Capacity, 3> capacities;
    for (std::size_t i = 0; i < capacities.size(); ++i) {
        Capacity& capacity = capacities[i];
        capacity.protocol = jool::all_protocols[i];
        capacity.sockets = sockets_of(pool4, capacity.protocol);
        for (std::size_t at = 0; at < ports_per_subscriber.size(); ++at)
            capacity.subscribers[at] = capacity.sockets / ports_per_subscriber[at];
    }
    return capacities;
}

std::string text_of(std::span<const Capacity> capacities) {
    std::string text;
    for (const Capacity& capacity : capacities) {
        text += std::string(jool::name_of(capacity.protocol)) + ": " +
                std::to_string(capacity.sockets) + " sockets";
        for (std::size_t at = 0; at < ports_per_subscriber.size(); ++at) {
            text += (at == 0 ? ": " : ", ") + std::to_string(capacity.subscribers[at]) +
                    (at == 0 ? " subscribers" : "") + " at " +
                    std::to_string(ports_per_subscriber[at]) + (at == 0 ? " ports" : "");
        }
        text += '\n';
    }
    return text;
}

}  // namespace gate64::nat64ctl::plan
