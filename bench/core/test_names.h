// SPDX-License-Identifier: Apache-2.0
#pragma once
// The names that are made up for a run and the addresses that stand behind them. One rule, so that
// the zone file of the authoritative server, the questions and the check of the synthesized address
// agree without a table: name number i is h<i in seven digits>.<zone>, its IPv4 address is
// 11.0.0.0 + i. Names with an address of their own (dual stack) are spread evenly.
// Random names share one wildcard and therefore one address. Pure values.

#include <cstdint>
#include <optional>

#include "shared/dns/name.h"
#include "shared/net/address.h"

namespace gate64::bench {

/// Seven digits.
inline constexpr std::uint32_t test_names_max = 10'000'000;
/// Octets of "h0000000" with its length.
inline constexpr std::size_t test_label_bytes = 9;

/// What A of name `index` is. 11.0.0.0/8 is an ordinary global block, so no rule about
/// special-purpose addresses is in the way; nothing is ever sent there.
[[nodiscard]] constexpr net::Ipv4Address test_address(std::uint32_t index) noexcept {
    return net::Ipv4Address(0x0B000000U + index);
}

/// What A of every random name is.
[[nodiscard]] constexpr net::Ipv4Address wildcard_address() noexcept {
    return net::Ipv4Address(0x0BFFFFFEU);
}

/// AAAA of name `index` where it is dual stack: 2001:db8:64::/96 + index.
[[nodiscard]] net::Ipv6Address test_address_v6(std::uint32_t index) noexcept;

/// Whether name `index` is dual stack when `share` (0 to 1) of all names are.
[[nodiscard]] bool is_dual_stack(std::uint32_t index, double share) noexcept;

/// The label of name `index` in wire form. REQUIRES: index < test_names_max, room for
/// test_label_bytes at `to`.
void write_test_label(std::uint32_t index, std::uint8_t* to) noexcept;

/// 'r' and fifteen letters that follow from `serial`, in wire form: 17 octets.
inline constexpr std::size_t random_label_bytes = 17;
void write_random_label(std::uint64_t serial, std::uint8_t* to) noexcept;

}  // namespace gate64::bench
