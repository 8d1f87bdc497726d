// SPDX-License-Identifier: Apache-2.0
#pragma once
// The kernel's own NAT beside the translator: every rule in a table that has a chain of type nat.

#include <string_view>
#include <vector>

#include "nat64ctl/firewall/nft_library.h"
#include "nat64ctl/model/firewall_facts.h"

namespace gate64::nat64ctl::firewall {

/// The chains with rules in nft's text of one table. Pure.
[[nodiscard]] std::vector<model::NatChain> nat_chains_in(std::string_view listing,
                                                         model::Family family,
                                                         std::string_view table);

/// nf_tables' and the older ip_tables'.
[[nodiscard]] base::Result<std::vector<model::NatChain>> list_nat(NftLibrary& nftables);

}  // namespace gate64::nat64ctl::firewall
