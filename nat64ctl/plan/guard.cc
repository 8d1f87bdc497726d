// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/guard.h"

#include <algorithm>

#include "shared/net/special_purpose.h"

namespace gate64::nat64ctl::plan {
namespace {

template <typename T>
void sort_unique(std::vector<T>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

/// What one [[dns64]] block lets through of the special-purpose blocks.
struct Permission {
    config::SpecialUse special_use = config::SpecialUse::deny;
    net::Acl named;  ///< ranges that `mapped` names itself; "any" and 0.0.0.0/0 name none

    [[nodiscard]] bool lets_through(const net::SpecialPurposeBlock& block,
                                    net::Ipv4Address address) const noexcept {
        if (special_use == config::SpecialUse::allow) return true;
        if (special_use == config::SpecialUse::private_use && block.is_private) return true;
        return named.allows(address);
    }
};

Permission permission_of(const config::Dns64& block) {
    std::vector<net::AclEntry> named;
    for (const net::AclEntry& entry : block.mapped) {
        const bool everything = entry.any || entry.prefix == net::IpPrefix(net::Ipv4Prefix());
        if (!everything) named.push_back(entry);
    }
    return {block.special_use, net::Acl(named)};
}

bool is_denied(const std::vector<Permission>& permissions, net::Ipv4Address address) noexcept {
    const net::SpecialPurposeBlock* block = net::find_special_purpose(address);
    if (block == nullptr) return false;
    return std::none_of(permissions.begin(), permissions.end(), [&](const Permission& permission) {
        return permission.lets_through(*block, address);
    });
}

/// Where the verdict may change, ascending; 0.0.0.0 is the first.
std::vector<net::Ipv4Address> boundaries(const std::vector<Permission>& permissions) {
    std::vector<net::Ipv4Address> starts{net::Ipv4Address()};
    const auto add_range = [&starts](net::Ipv4Address first, net::Ipv4Address last) {
        starts.push_back(first);
        if (last.value() != UINT32_MAX) starts.emplace_back(last.value() + 1);
    };
    for (const net::SpecialPurposeBlock& block : net::special_purpose_blocks())
        add_range(block.prefix.first(), block.prefix.last());
    for (const net::Ipv4Address global : net::special_purpose_exceptions())
        add_range(global, global);
    for (const Permission& permission : permissions)
        for (const net::Ipv6Address& start : permission.named.boundaries())
            if (start.is_mapped()) starts.push_back(net::IpAddress(start).v4());
    sort_unique(starts);
    return starts;
}

std::vector<model::AddressRange> denied_ranges(const std::vector<Permission>& permissions) {
    std::vector<model::AddressRange> denied;
    const std::vector<net::Ipv4Address> starts = boundaries(permissions);
    for (std::size_t i = 0; i < starts.size(); ++i) {
        if (!is_denied(permissions, starts[i])) continue;
        const bool is_last = i + 1 == starts.size();
        const net::Ipv4Address last(is_last ? UINT32_MAX : starts[i + 1].value() - 1);
        const bool touches = !denied.empty() && denied.back().last.value() + 1 == starts[i].value();
        if (touches)
            denied.back().last = last;
        else
            denied.push_back({starts[i], last});
    }
    return denied;
}

std::vector<net::Ipv4Address> own_addresses(const model::NetworkFacts& network) {
    std::vector<net::Ipv4Address> own;
    for (const model::InterfaceFacts& interface : network.interfaces) {
        for (const net::IpAddress& address : interface.own) {
            const bool is_loopback = !address.is_v4() || (address.v4().value() >> 24) == 127;
            if (!is_loopback) own.push_back(address.v4());
        }
    }
    sort_unique(own);
    return own;
}

}  // namespace

GuardPolicy guard_policy_from(const config::Config& config, const net::Ipv6Prefix& pool6) {
    GuardPolicy policy;
    std::vector<Permission> permissions;
    for (const config::Dns64& block : config.dns64) {
        if (block.pref64.prefix() != pool6) continue;
        permissions.push_back(permission_of(block));
        if (block.own_addresses == config::OwnAddresses::allow) policy.deny_own = false;
    }
    policy.denied = denied_ranges(permissions);
    return policy;
}

model::GuardSpec guard_spec(const Wanted& wanted, const model::NetworkFacts& network) {
    model::GuardSpec spec;
    spec.pool6 = wanted.pool6;
    spec.denied = wanted.guard_policy.denied;
    if (wanted.guard_policy.deny_own) spec.own = own_addresses(network);
    for (const jool::Pool4Entry& entry : wanted.pool4.entries()) {
        if (entry.protocol == jool::Protocol::icmp) continue;
        for (const net::Ipv4Address own : spec.own)
            if (entry.prefix.contains(own))
                spec.hairpin.push_back({entry.protocol, own, entry.port_min, entry.port_max});
    }
    sort_unique(spec.hairpin);
    return spec;
}

}  // namespace gate64::nat64ctl::plan
