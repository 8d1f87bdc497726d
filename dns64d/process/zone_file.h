// SPDX-License-Identifier: Apache-2.0
#pragma once
// Zone files of [[local]], read by ldns, each record checked once more by our own parser before
// anything else sees it. Start and reload only.

#include <string>
#include <string_view>

#include "dns64d/model/local_data.h"
#include "shared/base/error.h"

namespace gate64::dns64d::process {

/// Adds the zone in `text` (RFC 1035 5) to `data`. `origin` is the name relative names end in and
/// the apex where the file has no SOA of its own. Errors name the line.
[[nodiscard]] base::Result<void> add_zone_text(model::LocalData& data, std::string_view text,
                                               dns::NameView origin);

}  // namespace gate64::dns64d::process
