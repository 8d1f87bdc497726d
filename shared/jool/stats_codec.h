// SPDX-License-Identifier: Apache-2.0
#pragma once
// Counters on the wire: the request made, replies read. Pure.

#include "shared/jool/reply.h"
#include "shared/jool/request.h"

namespace gate64::jool {

/// `after`: the last id of the page before. The one operation that needs no privilege.
[[nodiscard]] base::Result<Octets> encode_stats_foreach(
    const Target& target, std::optional<std::uint8_t> after = std::nullopt);

/// In the kernel's order, without the filler that some machines need between 64-bit values.
[[nodiscard]] base::Result<Page<Counter>> decode_stats(base::Bytes reply);

}  // namespace gate64::jool
