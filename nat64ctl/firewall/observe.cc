// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/firewall/firewall.h"
#include "nat64ctl/firewall/guard.h"
#include "nat64ctl/firewall/interception.h"
#include "nat64ctl/firewall/nat_chains.h"

namespace gate64::nat64ctl::firewall {

base::Result<model::FirewallFacts> observe_firewall() {
    model::FirewallFacts facts;
    base::Result<std::vector<model::InterceptionRule>> rules = list_interception();
    if (!rules) return std::unexpected(rules.error());
    facts.interception = std::move(*rules);

    base::Result<NftLibrary> nftables = NftLibrary::open();
    if (!nftables) return std::unexpected(nftables.error());
    base::Result<model::GuardFacts> guard = read_guard(*nftables);
    if (!guard) return std::unexpected(guard.error());
    facts.guard = std::move(*guard);
    base::Result<std::vector<model::NatChain>> nat = list_nat(*nftables);
    if (!nat) return std::unexpected(nat.error());
    facts.nat = std::move(*nat);
    return facts;
}

}  // namespace gate64::nat64ctl::firewall
