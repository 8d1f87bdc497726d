// SPDX-License-Identifier: Apache-2.0
#include "bench/core/test_names.h"

#include "bench/core/seeded.h"

namespace gate64::bench {

net::Ipv6Address test_address_v6(std::uint32_t index) noexcept {
    net::Ipv6Address::Octets octets{0x20, 0x01, 0x0D, 0xB8, 0x00, 0x64};
    base::store_be32(octets.data() + 12, index);
    return net::Ipv6Address(octets);
}

bool is_dual_stack(std::uint32_t index, double share) noexcept {
    // The whole part of index * share grows by one at every dual-stack name.
    const auto steps = [share](std::uint32_t i) {
        return static_cast<std::uint64_t>(static_cast<double>(i) * share);
    };
    return steps(index + 1) != steps(index);
}

void write_test_label(std::uint32_t index, std::uint8_t* to) noexcept {
    to[0] = test_label_bytes - 1;
    to[1] = 'h';
    for (std::size_t i = test_label_bytes - 1; i > 1; --i) {
        to[i] = static_cast<std::uint8_t>('0' + index % 10);
        index /= 10;
    }
}

void write_random_label(std::uint64_t serial, std::uint8_t* to) noexcept {
    std::uint64_t bits = Seeded(serial).next();
    to[0] = random_label_bytes - 1;
    to[1] = 'r';
    for (std::size_t i = 2; i < random_label_bytes; ++i) {
        to[i] = static_cast<std::uint8_t>('a' + (bits & 0xF));
        bits >>= 4;
    }
}

}  // namespace gate64::bench
