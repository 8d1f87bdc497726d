// SPDX-License-Identifier: Apache-2.0
#pragma once
// The guard in the kernel, read back.

#include <nlohmann/json_fwd.hpp>

#include "nat64ctl/firewall/nft_library.h"
#include "nat64ctl/model/firewall_facts.h"

namespace gate64::nat64ctl::firewall {

/// What a JSON listing of the guard's table says. Pure.
[[nodiscard]] model::GuardFacts guard_from(const nlohmann::json& items);

/// Not installed is a fact, not an error.
[[nodiscard]] base::Result<model::GuardFacts> read_guard(NftLibrary& nftables);

}  // namespace gate64::nat64ctl::firewall
