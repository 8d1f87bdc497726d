// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "nat64ctl/model/ports.h"
#include "nat64ctl/system/interfaces.h"
#include "nat64ctl/system/observe.h"
#include "nat64ctl/system/routes.h"
#include "nat64ctl/system/sockets.h"

namespace gate64::nat64ctl::system {
namespace {

model::PortSet ports_of(const std::vector<jool::Pool4Entry>& pool4, jool::Protocol protocol) {
    std::vector<model::PortRange> ranges;
    for (const jool::Pool4Entry& entry : pool4) {
        if (entry.protocol == protocol) ranges.push_back({entry.port_min, entry.port_max});
    }
    return model::normalised(std::move(ranges));
}

/// Every address of pool4 once, in order, at most pool4_routes_max.
std::vector<net::Ipv4Address> addresses_of(const std::vector<jool::Pool4Entry>& pool4) {
    std::vector<net::Ipv4Prefix> prefixes;
    for (const jool::Pool4Entry& entry : pool4)
        prefixes.push_back(entry.prefix);
    std::sort(prefixes.begin(), prefixes.end());
    std::vector<net::Ipv4Address> addresses;
    for (const net::Ipv4Prefix& prefix : prefixes) {
        for (std::uint64_t value = prefix.first().value(); value <= prefix.last().value();
             ++value) {
            const net::Ipv4Address address(static_cast<std::uint32_t>(value));
            if (!addresses.empty() && address <= addresses.back()) continue;
            if (addresses.size() >= pool4_routes_max) return addresses;
            addresses.push_back(address);
        }
    }
    return addresses;
}

base::Result<void> read_routes(model::NetworkFacts& facts, const Interest& interest) {
    for (const bool is_ipv4 : {true, false}) {
        auto route = default_route(is_ipv4);
        if (!route) return std::unexpected(route.error());
        (is_ipv4 ? facts.ipv4_default : facts.ipv6_default) = std::move(*route);
    }
    for (const net::Ipv4Address address : addresses_of(interest.pool4)) {
        auto route = look_up_route(address);
        if (!route) return std::unexpected(route.error());
        facts.pool4_routes.push_back(std::move(*route));
    }
    if (!interest.pool6) return {};
    auto blackholes = blackholes_within(*interest.pool6);
    if (!blackholes) return std::unexpected(blackholes.error());
    facts.pool6_blackholes = std::move(*blackholes);
    return {};
}

}  // namespace

base::Result<model::NetworkFacts> observe_network(const Interest& interest) {
    model::NetworkFacts facts;
    auto interfaces = read_interfaces();
    if (!interfaces) return std::unexpected(interfaces.error());
    facts.interfaces = std::move(*interfaces);
    const auto advertised = interfaces_with_ra_default_route();
    if (!advertised) return std::unexpected(advertised.error());
    for (model::InterfaceFacts& interface : facts.interfaces) {
        interface.has_ra_default_route =
            std::binary_search(advertised->begin(), advertised->end(), interface.index);
    }
    if (const auto read = read_routes(facts, interest); !read) {
        return std::unexpected(read.error());
    }
    auto sockets = read_sockets(ports_of(interest.pool4, jool::Protocol::tcp),
                                ports_of(interest.pool4, jool::Protocol::udp));
    if (!sockets) return std::unexpected(sockets.error());
    facts.sockets = std::move(*sockets);
    return facts;
}

}  // namespace gate64::nat64ctl::system
