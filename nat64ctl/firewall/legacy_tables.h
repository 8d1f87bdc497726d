// SPDX-License-Identifier: Apache-2.0
#pragma once
// Rules of the older ip_tables, which `iptables-legacy` makes and nf_tables does not show. Looked
// at only where the namespace has such tables already, since asking would make them. Read only.

#include <vector>

#include "nat64ctl/model/firewall_facts.h"

namespace gate64::nat64ctl::firewall {

/// Rules with the target JOOL in any table of `family`; none where tables cannot be read.
[[nodiscard]] std::vector<model::InterceptionRule> list_legacy_interception(model::Family family);

/// The chains of IPv4's table nat that hold rules, as "dst 192.0.2.1/32 DNAT".
[[nodiscard]] std::vector<model::NatChain> list_legacy_nat();

}  // namespace gate64::nat64ctl::firewall
