// SPDX-License-Identifier: Apache-2.0
#pragma once
// Where an ip6.arpa name stands among the translation prefixes (RFC 6147 5.3.1). One pass over the
// name and one over the policies, so a flood of such names costs little. Pure; internal to
// dns64d/dns64.

#include "dns64d/dns64/synthesis.h"

namespace gate64::dns64d::dns64 {

struct ReversePrefix {
    enum class Kind : std::uint8_t {
        ancestor,  ///< the prefix itself, or an empty name between it and the addresses
        address,   ///< a whole address
        absent,    ///< no address can be there (bits 64 to 71 are not zero, or not a reverse name)
    };
    Kind kind = Kind::ancestor;
    unsigned zone_labels = 0;  ///< labels of the name that is the prefix
    net::Ipv4Address v4;       ///< of an address
    /// Of an address: allowed when one of the policies that carry the prefix may map it.
    Mapping mapping = Mapping::allowed;
};

/// The most specific of all configured prefixes, and 64:ff9b::/96, that holds `query.name`.
[[nodiscard]] std::optional<ReversePrefix> find_reverse_prefix(const Query& query) noexcept;

}  // namespace gate64::dns64d::dns64
