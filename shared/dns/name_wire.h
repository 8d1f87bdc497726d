// SPDX-License-Identifier: Apache-2.0
#pragma once
// The two checks every name from the wire goes through: plain (RFC 1035 3.1) and with compression
// pointers (4.1.4). Bounds only, no ownership, no allocation. Internal to shared/dns.

#include <array>
#include <cstdint>

#include "shared/base/bytes.h"
#include "shared/dns/name.h"

namespace gate64::dns {

/// Pointers followed for one name; more than there can be labels makes no sense.
inline constexpr unsigned name_hops_max = 126;

/// Octets of the uncompressed name at the start of `bytes`, root octet included; 0 when there is
/// none (cut off, longer than 255, a pointer or another label type).
[[nodiscard]] std::size_t plain_name_bytes(base::Bytes bytes) noexcept;

/// An expanded name and how far it reached where it stood.
struct ExpandedName {
    std::array<std::uint8_t, name_bytes_max> octets;
    std::size_t size = 0;
    std::size_t consumed = 0;  ///< octets at its place in the message; 0: malformed

    [[nodiscard]] bool ok() const noexcept { return consumed != 0; }
    [[nodiscard]] NameView view() const noexcept {
        return NameView::trusted({octets.data(), size});
    }
};

/// Reads the name at `at` of `message` (header included). What stands at `at` itself must end
/// before `end`; each pointer must lead strictly lower than the run of labels it ends, and not into
/// the header. `hops_left` is what the caller still grants for the whole message.
/// REQUIRES: at <= end <= message.size().
void expand_name(base::Bytes message, std::size_t at, std::size_t end, unsigned& hops_left,
                 ExpandedName& name) noexcept;

}  // namespace gate64::dns
