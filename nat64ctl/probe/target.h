// SPDX-License-Identifier: Apache-2.0
#pragma once
// Whom the probe asks when nobody was named, and which address its own client has. Pure.

#include <optional>
#include <vector>

#include "shared/base/error.h"
#include "shared/base/random.h"
#include "shared/config/model.h"
#include "shared/net/address.h"
#include "shared/net/prefix.h"

namespace gate64::nat64ctl::probe {

/// The first of: IPv4 servers of [[upstream]] (they answer ping, UDP and TCP, and clients depend on
/// them), the IPv4 default gateway. Addresses that clients may not reach through a prefix (special
/// use) are passed over: the guard drops them. The error says what was looked at.
[[nodiscard]] base::Result<net::Ipv4Address> default_target(
    const config::Config& config, const std::optional<net::IpAddress>& ipv4_gateway);

/// A unique local address (RFC 4193) outside `pool6`, new every time, so that the translator holds
/// no binding of an earlier probe for it.
[[nodiscard]] net::Ipv6Address client_address(base::Random& random, const net::Ipv6Prefix& pool6);

}  // namespace gate64::nat64ctl::probe
