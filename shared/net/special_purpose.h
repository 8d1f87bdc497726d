// SPDX-License-Identifier: Apache-2.0
#pragma once
// The IANA IPv4 special-purpose address registry (RFC 6890 and updates), as far as it says which
// addresses are not global, plus multicast (RFC 5771). DNS64 must not hand out a way to reach them
// (RFC 6052 3.1). The three documentation blocks are left out on purpose: labs live there.

#include <cstdint>
#include <span>
#include <string_view>

#include "shared/net/prefix.h"

namespace gate64::net {

struct SpecialPurposeBlock {
    Ipv4Prefix prefix;
    std::string_view name;    ///< the registry's name of the block
    std::string_view source;  ///< the RFC that reserved it
    bool is_private;          ///< RFC 1918 or RFC 6598: what `special_use = "private"` allows
};

/// Every block, in address order; sub-blocks that are global (192.0.0.9/32, 192.0.0.10/32, the
/// AS112 and AMT anycast blocks) are not in it and `find` knows them.
[[nodiscard]] std::span<const SpecialPurposeBlock> special_purpose_blocks() noexcept;

/// The global addresses inside blocks of the table: what a user of special_purpose_blocks() alone
/// must let through.
[[nodiscard]] std::span<const Ipv4Address> special_purpose_exceptions() noexcept;

/// The block that makes `address` non-global, nullptr for a global address.
[[nodiscard]] const SpecialPurposeBlock* find_special_purpose(Ipv4Address address) noexcept;

}  // namespace gate64::net
