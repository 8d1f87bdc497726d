// SPDX-License-Identifier: Apache-2.0
#pragma once
// nf_tables messages about rules that hand packets to Jool, encoded and decoded in memory. The
// rules are the ones `iptables` of Debian makes (iptables-nft): table mangle, chain PREROUTING, an
// xt target wrapped in nf_tables' compat expression. So the operator sees them in `iptables -S`.
// Pure.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "nat64ctl/model/firewall_facts.h"

struct nlmsghdr;

namespace gate64::nat64ctl::firewall {

inline constexpr std::string_view mangle_table = "mangle";
inline constexpr std::string_view prerouting_chain = "PREROUTING";

/// One transaction: table and chain where they are missing, and the rule at the chain's end. Three
/// messages after the one with `seq` ask for no answer but an error.
[[nodiscard]] std::vector<std::uint8_t> add_rule_batch(model::Family family,
                                                       std::string_view instance,
                                                       std::uint32_t seq);

/// One transaction that deletes the rule with this handle.
[[nodiscard]] std::vector<std::uint8_t> delete_rule_batch(const model::InterceptionRule& rule,
                                                          std::uint32_t seq);

/// Asks for every rule of `family`.
[[nodiscard]] std::vector<std::uint8_t> list_rules_request(model::Family family, std::uint32_t seq);

/// The rule in one message of the answer, when its target is JOOL.
[[nodiscard]] std::optional<model::InterceptionRule> rule_from(const nlmsghdr* message);

}  // namespace gate64::nat64ctl::firewall
