// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/take_down.h"

#include <algorithm>
#include <variant>

#include "nat64ctl/apply/deeds.h"
#include "nat64ctl/plan/costs.h"
#include "nat64ctl/plan/guard.h"
#include "nat64ctl/plan/snapshot.h"
#include "nat64ctl/plan/tune.h"

namespace gate64::nat64ctl::apply {
namespace {

struct Draft {
    plan::Plan plan;
    void add(plan::Change change, std::string cost = {}) {
        plan.steps.push_back({std::move(change), {}, std::move(cost)});
    }
};

void take_rules(const system::Deeds& deeds, const std::string& instance, const model::Box& box,
                Draft& draft) {
    if (!box.firewall) return;
    for (const model::InterceptionRule& rule : box.firewall->interception) {
        const bool is_made = std::find(deeds.interception.begin(), deeds.interception.end(),
                                       rule.family) != deeds.interception.end();
        if (is_made && rule.is_ours && rule.instance == instance)
            draft.add(plan::RemoveInterception{rule.family, instance});
    }
}

void take_instance(const system::Deeds& deeds, const model::Box& box, Draft& draft) {
    if (!deeds.made_instance || !box.translator || !box.translator->instance) return;
    const model::InstanceFacts& live = *box.translator->instance;
    draft.add(
        plan::RemoveInstance{live.name, live.framework, live.pool6().value_or(net::Ipv6Prefix()),
                             plan::content_of(live, box.translator->version)},
        plan::ends_sessions(plan::sessions_of(live)));
}

/// `before` can only guess what the guard was made of: its prefix is known, and by default
/// everything special is denied, the box's own addresses with it.
void take_guard(const system::Deeds& deeds, const model::Box& box, Draft& draft) {
    if (!deeds.installed_guard || !box.firewall || !box.firewall->guard.is_installed) return;
    plan::SetGuard change;
    const auto pool6 = net::Ipv6Prefix::parse(box.firewall->guard.pool6);
    if (pool6 && box.network) {
        plan::Wanted wanted;
        wanted.pool6 = *pool6;
        wanted.guard_policy = plan::guard_policy_from({}, *pool6);
        if (box.translator && box.translator->instance)
            wanted.pool4 = jool::PoolSet(box.translator->instance->pool4);
        change.before = plan::guard_spec(wanted, *box.network);
    }
    draft.add(std::move(change));
}

model::PortSet ports_in(const std::string& list) {
    return model::parse_port_list(list).value_or(model::PortSet());
}

/// The value to go back to from `live`; nothing where it is not ours any more.
std::optional<std::string> value_before(const system::SysctlChange& change,
                                        const std::string& live) {
    if (change.key == plan::reserved_ports_key) {
        const model::PortSet ours =
            model::subtracted(ports_in(change.after), ports_in(change.before));
        return model::port_list_text(model::subtracted(ports_in(live), ours));
    }
    if (live != change.after) return std::nullopt;
    return change.before;
}

bool is_lasting(const system::State& state, const std::string& key, const std::string& live) {
    return std::any_of(
        state.persistent.begin(), state.persistent.end(),
        [&](const system::SysctlChange& one) { return one.key == key && one.after == live; });
}

void put_back(const system::SysctlChange& change, const system::State& state, const model::Box& box,
              Draft& draft) {
    const auto live = plan::sysctl_value(box, change.key);
    if (!live || *live == change.before) return;
    if (is_lasting(state, change.key, *live)) {
        draft.plan.warnings.push_back(change.key +
                                      " stays: nat64ctl tune made it lasting, and "
                                      "nat64ctl tune --revert takes it back");
        return;
    }
    const auto before = value_before(change, *live);
    if (!before) {
        draft.plan.warnings.push_back(change.key + " stays " + *live +
                                      ": somebody else has changed it since");
        return;
    }
    if (*before != *live) draft.add(plan::WriteSysctl{change.key, *live, *before});
}

bool writes(const plan::Plan& plan, const std::string& key) {
    return std::any_of(plan.steps.begin(), plan.steps.end(), [&](const plan::Step& step) {
        const auto* write = std::get_if<plan::WriteSysctl>(&step.change);
        return write != nullptr && write->key == key;
    });
}

/// Another instance of the same namespace and boot that has something of ours to keep.
system::Deeds* heir_of(const system::StateKey& key, system::State& state) {
    for (system::State::Record& record : state.records) {
        const bool is_beside = record.key.boot_id == key.boot_id &&
                               record.key.network_namespace == key.network_namespace &&
                               record.key.instance != key.instance;
        if (is_beside && !record.deeds.empty()) return &record.deeds;
    }
    return nullptr;
}

void inherit(system::Deeds& heir, const system::SysctlChange& change) {
    const auto known = std::find_if(heir.sysctls.begin(), heir.sysctls.end(),
                                    [&](const auto& one) { return one.key == change.key; });
    if (known == heir.sysctls.end()) {
        heir.sysctls.push_back(change);
    } else if (known->before == change.after) {
        known->before = change.before;
    }
}

}  // namespace

void hand_over(const system::StateKey& key, system::State& state, const plan::Plan& plan) {
    if (system::Deeds* heir = heir_of(key, state)) {
        system::Deeds& deeds = state.deeds_of(key);
        heir = heir_of(key, state);  // deeds_of() may have moved the records
        for (const system::SysctlChange& change : deeds.sysctls)
            inherit(*heir, change);
        heir->installed_guard = heir->installed_guard || deeds.installed_guard;
        deeds.sysctls.clear();
        deeds.installed_guard = false;
        return;
    }
    const auto is_lasting_one = [&](const system::SysctlChange& change) {
        return std::any_of(state.persistent.begin(), state.persistent.end(),
                           [&](const auto& one) { return one.key == change.key; });
    };
    std::erase_if(state.deeds_of(key).sysctls, [&](const system::SysctlChange& change) {
        return !writes(plan, change.key) && !is_lasting_one(change);
    });
}

plan::Plan plan_down(const system::StateKey& key, const system::State& state,
                     const model::Box& box) {
    system::State copy = state;
    const system::Deeds deeds = copy.deeds_of(key);
    Draft draft;
    take_rules(deeds, key.instance, box, draft);
    take_instance(deeds, box, draft);
    if (state.is_shared(key)) {
        if (!deeds.sysctls.empty() || deeds.installed_guard)
            draft.plan.warnings.push_back(
                "kernel settings and the guard stay: another instance needs them");
        return std::move(draft.plan);
    }
    take_guard(deeds, box, draft);
    for (std::size_t i = deeds.sysctls.size(); i > 0; --i)
        put_back(deeds.sysctls[i - 1], state, box, draft);
    return std::move(draft.plan);
}

}  // namespace gate64::nat64ctl::apply
