// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the RDATA of each known type looks like, as one row of field letters, and the check of a
// received RDATA against its row. Names are decompressed for the types RFC 3597 4 lists and for no
// other. Unknown types are opaque. Internal to shared/dns; pure, no allocation.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "shared/base/bytes.h"

namespace gate64::dns {

/// RDATA with decompressed names may take this much. The types in question need less than 600
/// octets (SIG and NXT, long obsolete, could ask for more and are refused).
inline constexpr std::size_t expanded_rdata_bytes_max = 2048;

using RdataScratch = std::array<std::uint8_t, expanded_rdata_bytes_max>;

/// The row of `type`; "*" for types we do not know. One letter a field:
///   1 2 4   integer of so many octets        n   name, maybe compressed
///   s       character-string                 N   name, never compressed
///   h       the same, not empty              b   type bitmap (RFC 4034 4.1.2)
///   t       character-strings to the end     v   service parameters (RFC 9460 2.2)
///   *       anything to the end              p   address prefixes (RFC 3123 4)
///   +       the same, not empty
[[nodiscard]] std::string_view rdata_shape(std::uint16_t type) noexcept;

/// Checks the `size` octets of RDATA at `at` of `message` and returns them with plain names: a view
/// into `message`, or into `scratch` where names may be compressed. Nothing when they do not fit
/// their type exactly. `hops_left` as in expand_name().
/// REQUIRES: at + size <= message.size().
[[nodiscard]] std::optional<base::Bytes> read_rdata(base::Bytes message, std::size_t at,
                                                    std::size_t size, std::uint16_t type,
                                                    unsigned& hops_left,
                                                    RdataScratch& scratch) noexcept;

}  // namespace gate64::dns
