// SPDX-License-Identifier: Apache-2.0
// The kernel's NAT runs in the same hooks as Jool, which takes connection tracking off the packets
// it translates (NICMx/Jool 289, 397, 398).
#include <algorithm>

#include "nat64ctl/doctor/checks.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

/// Calls `see` with every word of a rule: what stands between blanks, commas and braces.
template <typename See>
void for_each_word(std::string_view rule, const See& see) {
    constexpr std::string_view separators = " ,{}\t";
    while (!rule.empty()) {
        const std::size_t end = std::min(rule.find_first_of(separators), rule.size());
        if (end != 0) see(rule.substr(0, end));
        rule.remove_prefix(std::min(end + 1, rule.size()));
    }
}

bool touches(std::string_view rule, const std::vector<net::Ipv4Prefix>& pool4) {
    bool found = false;
    for_each_word(rule, [&](std::string_view word) {
        word = word.substr(0, word.find(':'));  // an address with a port
        const std::string_view first = word.substr(0, word.find('-'));
        const auto prefix = net::Ipv4Prefix::parse(first);
        if (!prefix) return;
        found = found || std::any_of(pool4.begin(), pool4.end(), [&](const auto& entry) {
                    return entry.contains(prefix->first()) || prefix->contains(entry.first());
                });
    });
    return found;
}

}  // namespace

void check_nat(const Case& facts, Findings& findings) {
    if (facts.firewall == nullptr || facts.instance == nullptr) return;
    const std::vector<net::Ipv4Prefix> pool4 = pool4_prefixes(*facts.instance);
    std::vector<std::string> rules;
    for (const model::NatChain& chain : facts.firewall->nat) {
        if (chain.family != model::Family::ipv4) continue;
        for (const std::string& rule : chain.rules)
            if (touches(rule, pool4))
                rules.push_back(chain.table + " " + chain.chain + ": " + rule);
    }
    if (rules.empty()) return;
    findings.push_back({
        .id = "nat-on-pool4",
        .severity = Severity::warning,
        .title = "The kernel's own NAT has rules for addresses of pool4",
        .cause = "It may take the translator's packets away or rewrite them; in one namespace the "
                 "two cannot be relied on.",
        .evidence = list_text(rules),
        .fix = "take these rules away, or move that NAT to a network namespace of its own",
    });
}

}  // namespace gate64::nat64ctl::doctor
