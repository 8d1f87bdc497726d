// SPDX-License-Identifier: Apache-2.0
#pragma once
// The rules that hand packets to Jool, of both kinds that a box may have: nf_tables' (made by us or
// by Debian's iptables) and those of the older ip_tables.

#include <vector>

#include "nat64ctl/model/firewall_facts.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::firewall {

/// Both families, every table and chain.
[[nodiscard]] base::Result<std::vector<model::InterceptionRule>> list_interception();

}  // namespace gate64::nat64ctl::firewall
