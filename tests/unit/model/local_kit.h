// SPDX-License-Identifier: Apache-2.0
#pragma once
// Local data and what it says, as short text. Records are "OWNER TTL TYPE DATA"; the DATA of an SOA
// is its MINIMUM and that of an RRSIG the covered type. What was found is "KIND ttl=N; RECORD...",
// with "-> NAME" where a chain leads out, or "not ours".

#include <string>
#include <string_view>

#include "dns64d/model/local_data.h"

namespace gate64::dns64d::model::test {

[[nodiscard]] dns::Name name(std::string_view text);
void add(LocalData& data, std::string_view record);
void add_zone(LocalData& data, std::string_view apex, std::uint32_t ttl, std::uint32_t minimum);
[[nodiscard]] std::string found(const LocalData& data, std::string_view qname,
                                std::string_view type);

}  // namespace gate64::dns64d::model::test
