// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the guard of this gateway stops: from the file's [[dns64]] blocks for pool6, pool4 and the
// addresses the box has now. Pure.

#include "nat64ctl/model/guard_spec.h"
#include "nat64ctl/model/network_facts.h"
#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::plan {

/// The most permissive of the [[dns64]] blocks whose prefix is `pool6`: what one of them hands out
/// must be reachable. No such block: everything special is denied.
[[nodiscard]] GuardPolicy guard_policy_from(const config::Config& config,
                                            const net::Ipv6Prefix& pool6);

/// Adds what the box says: its own addresses and those among them that serve as pool4.
[[nodiscard]] model::GuardSpec guard_spec(const Wanted& wanted, const model::NetworkFacts& network);

}  // namespace gate64::nat64ctl::plan
