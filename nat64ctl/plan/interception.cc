// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "nat64ctl/plan/draft.h"
#include "nat64ctl/plan/guard.h"

// What the packet filter does: rules that hand packets to an iptables instance, and the guard.

namespace gate64::nat64ctl::plan {
namespace {

constexpr model::Family families[] = {model::Family::ipv6, model::Family::ipv4};

bool names_dead_instance(const Input& input, const model::InterceptionRule& rule) {
    if (!input.box.translator) return false;
    const auto& names = input.box.translator->instances;
    return rule.instance != input.wanted.instance &&
           std::find(names.begin(), names.end(), rule.instance) == names.end();
}

bool needs_rules(const Input& input) noexcept {
    return input.wanted.framework == jool::Framework::iptables;
}

bool is_intercepted(const model::FirewallFacts& firewall, model::Family family,
                    const std::string& instance) {
    return std::any_of(firewall.interception.begin(), firewall.interception.end(),
                       [&](const model::InterceptionRule& rule) {
                           return rule.family == family && rule.instance == instance;
                       });
}

}  // namespace

void plan_interception_removal(const Input& input, Draft& draft) {
    if (!input.box.firewall) return;
    for (const model::InterceptionRule& rule : input.box.firewall->interception) {
        const bool is_useless = rule.instance == input.wanted.instance && !needs_rules(input);
        if (!is_useless && !names_dead_instance(input, rule)) continue;
        if (rule.is_ours) {
            draft.add(RemoveInterception{rule.family, rule.instance},
                      is_useless ? "the netfilter framework needs no rule"
                                 : "there is no such instance any more");
        } else {
            draft.warn("a rule in " + rule.table + " " + rule.chain + " names instance " +
                       rule.instance + " and does nothing; it is not nat64ctl's, so it stays");
        }
    }
}

void plan_interception(const Input& input, Draft& draft) {
    if (!needs_rules(input)) return;
    if (!input.box.firewall) {
        draft.refuse(input.box.firewall.error().message, input.box.firewall.error().errno_value);
        return;
    }
    for (const model::Family family : families) {
        if (!is_intercepted(*input.box.firewall, family, input.wanted.instance))
            draft.add(AddInterception{family, input.wanted.instance});
    }
}

void plan_guard(const Input& input, Draft& draft) {
    if (!input.box.firewall) {
        if (input.wanted.guard)
            draft.refuse(input.box.firewall.error().message,
                         input.box.firewall.error().errno_value);
        return;
    }
    const model::GuardFacts& live = input.box.firewall->guard;
    if (!input.wanted.guard && !live.is_installed) return;
    if (input.network == nullptr) {
        draft.refuse(input.box.network.error().message, input.box.network.error().errno_value);
        return;
    }
    const model::GuardSpec spec = guard_spec(input.wanted, *input.network);
    SetGuard change;
    if (live.is_installed) {
        change.before = spec;
        if (const auto pool6 = net::Ipv6Prefix::parse(live.pool6)) change.before->pool6 = *pool6;
    }
    if (!input.wanted.guard) {
        draft.add(std::move(change), "[nat64] has guard = false");
        return;
    }
    if (live.is_installed && live.fingerprint == model::fingerprint_of(spec)) return;
    change.after = spec;
    draft.add(std::move(change),
              live.is_installed ? "the guard is of other addresses or another prefix" : "");
}

}  // namespace gate64::nat64ctl::plan
