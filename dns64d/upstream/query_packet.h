// SPDX-License-Identifier: Apache-2.0
#pragma once
// The packet that asks an upstream, and the test whether a packet answers it. Pure.

#include <array>
#include <cstdint>

#include "shared/base/bytes.h"
#include "shared/dns/name.h"
#include "shared/dns/types.h"

namespace gate64::dns64d::upstream {

struct QueryPacket {
    std::uint16_t id = 0;
    dns::NameView name;
    std::uint16_t type = 0;
    bool cd = false;
    bool ad = false;              ///< RFC 6840 5.7: we want to see AD
    std::uint16_t edns_size = 0;  ///< 0: without EDNS, so without DO
};

/// Header, the longest question and an OPT record without options.
inline constexpr std::size_t query_packet_bytes_max =
    dns::header_bytes + dns::name_bytes_max + 4 + 11;
using QuerySpace = std::array<std::uint8_t, query_packet_bytes_max>;

/// RD=1, DO=1 (signatures are kept with the sources), everything else as `query` says. The bytes
/// are in `space`.
[[nodiscard]] base::Bytes write_query(const QueryPacket& query, QuerySpace& space) noexcept;

/// True when `message` is a response (QR, opcode QUERY) with exactly this question of class IN.
/// Letter case is not compared: servers that fold it exist, and it is not sent as a secret.
[[nodiscard]] bool answers(base::Bytes message, dns::NameView name, std::uint16_t type) noexcept;

}  // namespace gate64::dns64d::upstream
