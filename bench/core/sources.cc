// SPDX-License-Identifier: Apache-2.0
#include "bench/core/sources.h"

namespace gate64::bench {

net::IpAddress source_of(std::span<const net::IpPrefix> prefixes, std::uint32_t index) noexcept {
    const auto count = static_cast<std::uint32_t>(prefixes.size());
    const net::Ipv6Prefix& prefix = prefixes[index % count].v6();
    std::uint32_t host = index / count;
    const unsigned host_bits = 128 - prefix.length();
    if (host_bits == 0) {
        host = 0;
    } else if (host_bits < 32) {
        const std::uint32_t others = (1U << host_bits) - 1;
        host = host % others + 1;
    } else {
        ++host;
    }
    net::Ipv6Address::Octets octets = prefix.address().octets();
    base::store_be32(octets.data() + 12, base::load_be32(octets.data() + 12) | host);
    return net::Ipv6Address(octets);
}

}  // namespace gate64::bench
