// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which zone a name counts for in the zone quota. Without asking for zone cuts this is a guess
// that an attacker cannot vary: the last two labels, and under in-addr.arpa and ip6.arpa as many
// as name one site.

#include "shared/dns/name.h"

namespace gate64::dns64d::pipeline {

[[nodiscard]] dns::NameView zone_of(dns::NameView name) noexcept;

}  // namespace gate64::dns64d::pipeline
