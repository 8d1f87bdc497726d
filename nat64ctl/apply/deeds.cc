// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/deeds.h"

#include <algorithm>
#include <variant>

#include "nat64ctl/plan/tune.h"

namespace gate64::nat64ctl::apply {
namespace {

const system::SysctlChange* find(const system::Deeds& deeds, std::string_view key) {
    const auto found = std::find_if(deeds.sysctls.begin(), deeds.sysctls.end(),
                                    [key](const auto& one) { return one.key == key; });
    return found == deeds.sysctls.end() ? nullptr : &*found;
}

model::PortSet ports_in(const std::string& list) {
    return model::parse_port_list(list).value_or(model::PortSet());
}

model::PortSet added_ports(const system::SysctlChange& change) {
    return model::subtracted(ports_in(change.after), ports_in(change.before));
}

/// Somebody else wrote to the setting since our last change: what `down` goes back to is theirs.
void take_over(system::Deeds& deeds, const plan::WriteSysctl& change) {
    const system::SysctlChange* known = find(deeds, change.key);
    const bool is_foreign =
        known != nullptr && known->after != change.before && known->after != change.after;
    if (!is_foreign) return;
    std::string before = change.before;
    if (change.key == plan::reserved_ports_key)
        before = model::port_list_text(model::subtracted(ports_in(before), added_ports(*known)));
    std::erase_if(deeds.sysctls, [&](const auto& one) { return one.key == change.key; });
    deeds.note_sysctl(change.key, before, change.before);
}

void settle_one(system::Deeds& deeds, const plan::Change& change) {
    if (const auto* sysctl = std::get_if<plan::WriteSysctl>(&change)) {
        take_over(deeds, *sysctl);
        deeds.note_sysctl(sysctl->key, sysctl->before, sysctl->after);
    }
    if (std::holds_alternative<plan::AddInstance>(change)) deeds.made_instance = true;
    if (std::holds_alternative<plan::RemoveInstance>(change)) deeds.made_instance = false;
    if (const auto* rule = std::get_if<plan::AddInterception>(&change))
        deeds.note_interception(rule->family, true);
    if (const auto* rule = std::get_if<plan::RemoveInterception>(&change))
        deeds.note_interception(rule->family, false);
    if (const auto* guard = std::get_if<plan::SetGuard>(&change))
        deeds.installed_guard = guard->after.has_value();
}

/// Takes something away that `down` would take away as well.
bool is_removal(const plan::Change& change) noexcept {
    const auto* guard = std::get_if<plan::SetGuard>(&change);
    return (guard != nullptr && !guard->after) ||
           std::holds_alternative<plan::RemoveInstance>(change) ||
           std::holds_alternative<plan::RemoveInterception>(change);
}

/// Whether settling it would make the state file forget something.
bool forgets(const system::Deeds& deeds, const plan::Change& change) {
    if (const auto* sysctl = std::get_if<plan::WriteSysctl>(&change)) {
        const system::SysctlChange* known = find(deeds, sysctl->key);
        return known != nullptr && known->before == sysctl->after;
    }
    return is_removal(change);
}

}  // namespace

void claim(system::Deeds& deeds, std::span<const plan::Change> changes) {
    for (const plan::Change& change : changes)
        if (!forgets(deeds, change)) settle_one(deeds, change);
}

void settle(system::Deeds& deeds, std::span<const plan::Change> changes) {
    for (const plan::Change& change : changes)
        settle_one(deeds, change);
}

model::PortSet reserved_by_us(const system::Deeds& deeds) {
    const system::SysctlChange* change = find(deeds, plan::reserved_ports_key);
    return change != nullptr ? added_ports(*change) : model::PortSet();
}

}  // namespace gate64::nat64ctl::apply
