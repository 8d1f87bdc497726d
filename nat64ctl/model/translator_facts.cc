// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/model/translator_facts.h"

#include <variant>

namespace gate64::nat64ctl::model {

std::optional<net::Ipv6Prefix> InstanceFacts::pool6() const {
    // The one global that holds a prefix.
    for (const jool::GlobalSetting& setting : globals)
        if (const auto* prefix = std::get_if<net::Ipv6Prefix>(&setting.value)) return *prefix;
    return std::nullopt;
}

}  // namespace gate64::nat64ctl::model
