// SPDX-License-Identifier: Apache-2.0
#pragma once
// Records between presentation format and our own form, by ldns.

#include <string>

#include "shared/base/error.h"
#include "shared/dns/records.h"

namespace gate64::scenarios {

/// Adds the record in `text` to `records`.
[[nodiscard]] base::Result<void> add_record_text(dns::RecordList& records, dns::Section section,
                                                 const std::string& text);
/// "www.example. 300 IN A 192.0.2.1"
[[nodiscard]] std::string record_text(const dns::RecordView& record);

}  // namespace gate64::scenarios
