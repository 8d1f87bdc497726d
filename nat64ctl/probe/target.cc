// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/probe/target.h"

#include "shared/net/special_purpose.h"

namespace gate64::nat64ctl::probe {

namespace {

bool is_reachable_by_clients(const net::IpAddress& address) {
    return address.is_v4() && net::find_special_purpose(address.v4()) == nullptr;
}

}  // namespace

base::Result<net::Ipv4Address> default_target(const config::Config& config,
                                              const std::optional<net::IpAddress>& ipv4_gateway) {
    for (const config::Upstream& upstream : config.upstreams) {
        for (const auto& server : upstream.servers) {
            if (is_reachable_by_clients(server.value.address)) return server.value.address.v4();
        }
    }
    if (ipv4_gateway && is_reachable_by_clients(*ipv4_gateway)) return ipv4_gateway->v4();
    return base::fail(
        "name the IPv4 address to probe: no [[upstream]] server has one that clients may reach "
        "through the translator, nor has the default gateway" +
        (ipv4_gateway ? " (" + ipv4_gateway->text() + ")" : std::string()));
}

net::Ipv6Address client_address(base::Random& random, const net::Ipv6Prefix& pool6) {
    for (;;) {
        net::Ipv6Address::Octets octets{};
        for (std::size_t i = 0; i < 8; ++i)
            octets[i] = static_cast<std::uint8_t>(random.next());
        octets[0] = 0xFD;
        octets[15] = 2;
        const net::Ipv6Address address(octets);
        if (!pool6.contains(address)) return address;
    }
}

}  // namespace gate64::nat64ctl::probe
