// SPDX-License-Identifier: Apache-2.0
#pragma once
// The addresses that questions come from: each client one, taken in turn from the prefixes given.
// On loopback all of 127.0.0.0/8 is there without further ado. Pure.

#include <cstdint>
#include <span>

#include "shared/net/prefix.h"

namespace gate64::bench {

/// The address of client `index`. The all-zero host is left out where a prefix has others. When
/// there are more clients than addresses, addresses are shared. REQUIRES: prefixes not empty.
[[nodiscard]] net::IpAddress source_of(std::span<const net::IpPrefix> prefixes,
                                       std::uint32_t index) noexcept;

}  // namespace gate64::bench
