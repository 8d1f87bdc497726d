// SPDX-License-Identifier: Apache-2.0
#pragma once
// Reverse names: between addresses and in-addr.arpa (RFC 1035 3.5) or ip6.arpa (RFC 3596 2.5).

#include <optional>

#include "shared/dns/name.h"
#include "shared/net/address.h"
#include "shared/net/prefix.h"

namespace gate64::dns {

[[nodiscard]] Name reverse_name(net::Ipv4Address address) noexcept;
[[nodiscard]] Name reverse_name(const net::Ipv6Address& address) noexcept;

/// The nibbles that `name` spells below ip6.arpa, as a prefix: 32 nibbles give a /128, fewer an
/// ancestor. Nothing when it is not at or below ip6.arpa, or some label is not one hex digit.
[[nodiscard]] std::optional<net::Ipv6Prefix> parse_ip6_arpa(NameView name) noexcept;

}  // namespace gate64::dns
