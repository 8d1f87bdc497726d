// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/snapshot.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "nat64ctl/plan/tune.h"

namespace gate64::nat64ctl::plan {
namespace {

std::map<std::string, std::string> sysctls_of(const model::Box& box) {
    std::map<std::string, std::string> values;
    if (box.sysctl) {
        const model::SysctlFacts& facts = *box.sysctl;
        values.emplace(ipv4_forwarding_key, facts.ipv4_forwarding ? "1" : "0");
        values.emplace(ipv6_forwarding_key, facts.ipv6_forwarding ? "1" : "0");
        values.emplace(port_range_key, model::port_pair_text(facts.ephemeral));
        values.emplace(reserved_ports_key,
                       model::port_list_text(model::normalised(facts.reserved)));
    }
    if (box.network) {
        for (const model::InterfaceFacts& interface : box.network->interfaces) {
            if (interface.accept_ra)
                values.emplace(accept_ra_key(interface.name), std::to_string(*interface.accept_ra));
        }
    }
    return values;
}

AddInstance instance_of(const model::InstanceFacts& live, const jool::Version& version) {
    AddInstance whole{live.name, live.framework, live.pool6().value_or(net::Ipv6Prefix()),
                      content_of(live, version), true};
    whole.content.pool4 = jool::PoolSet(live.pool4).entries();
    auto& bib = whole.content.bib;
    std::sort(bib.begin(), bib.end(), [](const jool::BibEntry& a, const jool::BibEntry& b) {
        return std::tie(a.protocol, a.src4, a.src6) < std::tie(b.protocol, b.src4, b.src6);
    });
    return whole;
}

void compare(bool is_same, std::string name, std::vector<std::string>& names) {
    if (!is_same) names.push_back(std::move(name));
}

void compare_instances(const std::optional<AddInstance>& before,
                       const std::optional<AddInstance>& after, std::vector<std::string>& names) {
    if (!before || !after) {
        compare(before.has_value() == after.has_value(), "instance", names);
        return;
    }
    compare(before->framework == after->framework, "framework", names);
    compare(before->pool6 == after->pool6, "pool6", names);
    compare(before->content.globals == after->content.globals, "settings", names);
    compare(before->content.pool4 == after->content.pool4, "pool4", names);
    compare(before->content.bib == after->content.bib, "static bindings", names);
}

}  // namespace

std::optional<std::string> sysctl_value(const model::Box& box, const std::string& key) {
    const auto values = sysctls_of(box);
    const auto found = values.find(key);
    if (found == values.end()) return std::nullopt;
    return found->second;
}

Snapshot snapshot_of(const model::Box& box) {
    Snapshot snapshot;
    if (box.translator && box.translator->instance)
        snapshot.instance = instance_of(*box.translator->instance, box.translator->version);
    if (box.firewall) {
        for (const model::InterceptionRule& rule : box.firewall->interception)
            if (rule.is_ours) snapshot.interception.push_back({rule.family, rule.instance});
        std::sort(snapshot.interception.begin(), snapshot.interception.end(),
                  [](const AddInterception& a, const AddInterception& b) {
                      return std::tie(a.family, a.instance) < std::tie(b.family, b.instance);
                  });
        if (box.firewall->guard.is_installed) snapshot.guard_pool6 = box.firewall->guard.pool6;
    }
    for (auto& [key, value] : sysctls_of(box))
        snapshot.sysctls.emplace_back(key, value);
    return snapshot;
}

std::vector<std::string> differences(const Snapshot& before, const Snapshot& after) {
    std::vector<std::string> names;
    compare_instances(before.instance, after.instance, names);
    compare(before.interception == after.interception, "interception rules", names);
    compare(before.guard_pool6 == after.guard_pool6, "guard", names);
    for (const auto& [key, value] : before.sysctls) {
        const auto found = std::find_if(after.sysctls.begin(), after.sysctls.end(),
                                        [&](const auto& one) { return one.first == key; });
        // An interface may have gone meanwhile.
        compare(found == after.sysctls.end() || found->second == value, key, names);
    }
    return names;
}

std::optional<Wanted> wanted_from(const Snapshot& snapshot, const Wanted& now) {
    if (!snapshot.instance) return std::nullopt;
    const AddInstance& instance = *snapshot.instance;
    Wanted wanted = now;
    wanted.instance = instance.name;
    wanted.framework = instance.framework;
    wanted.pool6 = instance.pool6;
    wanted.pool4 = jool::PoolSet(instance.content.pool4);
    wanted.bib = instance.content.bib;
    wanted.globals = instance.content.globals;
    wanted.guard = !snapshot.guard_pool6.empty();
    return wanted;
}

}  // namespace gate64::nat64ctl::plan
