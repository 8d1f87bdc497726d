// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <variant>

#include "nat64ctl/plan/guard.h"
#include "nat64ctl/plan/plan.h"
#include "shared/jool/globals.h"

namespace gate64::nat64ctl::plan {
namespace {

// Both enumerations are in the order of Jool's.
jool::Protocol protocol_of(config::Protocol protocol) noexcept {
    return static_cast<jool::Protocol>(protocol);
}
static_assert(static_cast<int>(config::Protocol::icmp) == static_cast<int>(jool::Protocol::icmp));

jool::Framework framework_of(config::Framework framework) noexcept {
    return framework == config::Framework::iptables ? jool::Framework::iptables
                                                    : jool::Framework::netfilter;
}

std::vector<jool::Pool4Entry> pool4_of(const config::Nat64& nat64) {
    std::vector<jool::Pool4Entry> entries;
    for (const config::Pool4& pool4 : nat64.pool4) {
        for (const config::Protocol protocol : pool4.protocols)
            entries.push_back({pool4.mark, protocol_of(protocol), pool4.address.value,
                               pool4.ports.first, pool4.ports.last, std::nullopt});
    }
    return entries;
}

jool::BibEntry bib_of(const config::Bib& bib) {
    return {protocol_of(bib.protocol),
            {bib.ipv6.value.address.v6(), bib.ipv6.value.port},
            {bib.ipv4.value.address.v4(), bib.ipv4.value.port},
            true};
}

/// Jool takes a static binding only inside pool4, so its port joins, for the mark that the address
/// has for that protocol. With an empty pool4 it stays empty: one entry would end masquerade.
void add_ports_of_bindings(const std::vector<jool::BibEntry>& bindings,
                           std::vector<jool::Pool4Entry>& pool4) {
    const std::vector<jool::Pool4Entry> named = pool4;
    for (const jool::BibEntry& bib : bindings) {
        const auto has_address = [&bib](const jool::Pool4Entry& entry) {
            return entry.prefix.contains(bib.src4.address);
        };
        const auto covers = [&](const jool::Pool4Entry& entry) {
            return has_address(entry) && entry.protocol == bib.protocol &&
                   entry.port_min <= bib.src4.port && bib.src4.port <= entry.port_max;
        };
        if (std::any_of(named.begin(), named.end(), covers)) continue;
        auto home = std::find_if(named.begin(), named.end(), [&](const jool::Pool4Entry& entry) {
            return has_address(entry) && entry.protocol == bib.protocol;
        });
        if (home == named.end()) home = std::find_if(named.begin(), named.end(), has_address);
        if (home == named.end()) continue;
        pool4.push_back({home->mark, bib.protocol, net::Ipv4Prefix(bib.src4.address, 32),
                         bib.src4.port, bib.src4.port, std::nullopt});
    }
}

struct ToGlobal {
    const jool::Global& global;
    jool::GlobalValue operator()(bool value) const { return value; }
    jool::GlobalValue operator()(std::uint32_t value) const {
        const bool is_octet =
            global.kind == jool::GlobalKind::number8 || global.kind == jool::GlobalKind::bits8;
        if (is_octet && value <= UINT8_MAX) return static_cast<std::uint8_t>(value);
        return value;
    }
    jool::GlobalValue operator()(const std::vector<std::uint16_t>& value) const { return value; }
};

base::Result<jool::GlobalSetting> global_of(const config::JoolSetting& setting) {
    const jool::Global* global = jool::find_global(setting.name);
    if (global == nullptr) return base::fail("[nat64.settings] " + setting.name + ": unknown");
    jool::GlobalValue value =
        jool::normalised(*global, std::visit(ToGlobal{*global}, setting.value));
    if (const auto checked = jool::check_global(*global, value); !checked)
        return base::fail("[nat64.settings] " + checked.error().message);
    return jool::GlobalSetting{global->id, std::move(value)};
}

}  // namespace

base::Result<Wanted> wanted_from(const config::Config& config) {
    if (!config.nat64) {
        return base::fail(
            "the configuration has no [nat64] section, so it says nothing about the "
            "translator");
    }
    const config::Nat64& nat64 = *config.nat64;
    Wanted wanted;
    wanted.instance = nat64.instance;
    wanted.framework = framework_of(nat64.framework);
    wanted.pool6 = nat64.pool6->value;
    for (const config::Bib& bib : nat64.bib)
        wanted.bib.push_back(bib_of(bib));
    std::vector<jool::Pool4Entry> pool4 = pool4_of(nat64);
    add_ports_of_bindings(wanted.bib, pool4);
    wanted.pool4 = jool::PoolSet(pool4);
    for (const config::JoolSetting& setting : nat64.settings) {
        auto global = global_of(setting);
        if (!global) return std::unexpected(global.error());
        wanted.globals.push_back(std::move(*global));
    }
    wanted.tune = nat64.tune;
    wanted.guard = nat64.guard;
    wanted.guard_policy = guard_policy_from(config, wanted.pool6);
    return wanted;
}

}  // namespace gate64::nat64ctl::plan
