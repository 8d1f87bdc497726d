// SPDX-License-Identifier: Apache-2.0
#pragma once
// The structured fields inside RDATA that need more than a length: each check looks at one field
// that reaches to the end of the RDATA. Internal to shared/dns; pure.

#include "shared/base/bytes.h"

namespace gate64::dns {

/// RFC 4034 4.1.2: windows in rising order, each with 1 to 32 octets. None at all is fine.
[[nodiscard]] bool type_bitmap_ok(base::Bytes field) noexcept;
/// RFC 9460 2.2: keys in strictly rising order; values of the keys it defines have their shape.
[[nodiscard]] bool service_parameters_ok(base::Bytes field) noexcept;
/// RFC 3123 4: family, prefix length and address octets agree.
[[nodiscard]] bool address_prefixes_ok(base::Bytes field) noexcept;

}  // namespace gate64::dns
