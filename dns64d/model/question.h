// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a client wants to know, reduced to what changes the answer.

#include <cstdint>

#include "shared/dns/name.h"

namespace gate64::dns64d::model {

/// The header bits that change an answer.
struct QueryFlags {
    bool rd = false;         ///< RD: may we ask upstream
    bool cd = false;         ///< CD: the client validates itself
    bool dnssec_ok = false;  ///< DO: wants signatures
    bool ad = false;         ///< AD in a query: wants to see AD (RFC 6840 5.7)

    [[nodiscard]] constexpr std::uint8_t bits() const noexcept {
        return static_cast<std::uint8_t>((rd ? 1 : 0) | (cd ? 2 : 0) | (dnssec_ok ? 4 : 0) |
                                         (ad ? 8 : 0));
    }
    friend constexpr bool operator==(QueryFlags, QueryFlags) noexcept = default;
};

/// A question to a source: the key of the source cache and of the in-flight table. DO is always
/// set upstream, so it is not in here.
struct SourceKey {
    dns::NameView name;
    std::uint16_t type = 0;
    bool cd = false;
    std::uint32_t upstream_key = 0;  ///< UpstreamSet::key
};

}  // namespace gate64::dns64d::model
