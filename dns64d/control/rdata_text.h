// SPDX-License-Identifier: Apache-2.0
#pragma once
// RDATA for people: addresses and names in their own form, everything else in the generic form of
// RFC 3597 5, so that nothing from the network is shown raw.

#include <string>

#include "shared/base/bytes.h"

namespace gate64::dns64d::control {

[[nodiscard]] std::string rdata_text(std::uint16_t type, base::Bytes rdata);

}  // namespace gate64::dns64d::control
