// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/tune.h"

#include <algorithm>

namespace gate64::nat64ctl::plan {
namespace {

/// What the kernel takes as ephemeral ports: below are ports for privileged programs.
constexpr model::PortRange unprivileged{1024, 65535};

bool is_own(const net::Ipv4Prefix& prefix, const model::NetworkFacts& network) {
    for (const model::InterfaceFacts& interface : network.interfaces) {
        for (const net::IpAddress& address : interface.own) {
            if (address.is_v4() && prefix.contains(address.v4())) return true;
        }
    }
    return false;
}

std::uint32_t width(const model::PortRange& range) noexcept {
    return range.last - range.first + 1U;
}

std::optional<model::PortRange> widest(const model::PortSet& ports) {
    const auto found =
        std::max_element(ports.begin(), ports.end(),
                         [](const auto& a, const auto& b) { return width(a) < width(b); });
    if (found == ports.end()) return std::nullopt;
    return *found;
}

model::PortRange with_mixed_parity(model::PortRange range) noexcept {
    if (width(range) % 2 != 0) ++range.first;
    return range;
}

Tuning::Write write(std::string_view key, std::string before, std::string after, std::string why) {
    return {{std::string(key), std::move(before), std::move(after)}, std::move(why)};
}

void keep_router_advertisements(const model::NetworkFacts& network, Tuning& tuning) {
    for (const model::InterfaceFacts& interface : network.interfaces) {
        if (!interface.has_ra_default_route || interface.accept_ra != 1) continue;
        tuning.writes.push_back(write(accept_ra_key(interface.name), "1", "2",
                                      "a forwarding box ignores router advertisements, and the "
                                      "default route comes from them"));
    }
}

void switch_forwarding_on(const model::SysctlFacts& sysctl, Tuning& tuning) {
    if (!sysctl.ipv4_forwarding)
        tuning.writes.push_back(
            write(ipv4_forwarding_key, "0", "1", "translated packets are forwarded"));
    if (!sysctl.ipv6_forwarding)
        tuning.writes.push_back(
            write(ipv6_forwarding_key, "0", "1", "clients' packets are forwarded"));
}

void reserve_ports(const model::SysctlFacts& sysctl, const model::PortSet& taken,
                   const model::PortSet& reserved_by_us, Tuning& tuning) {
    const model::PortSet now = model::normalised(sysctl.reserved);
    tuning.reserved = model::merged(model::subtracted(now, reserved_by_us), taken);
    if (tuning.reserved == now) return;
    tuning.writes.push_back(write(reserved_ports_key, model::port_list_text(now),
                                  model::port_list_text(tuning.reserved),
                                  "programs must not be given ports of pool4"));
}

void move_ephemeral(const model::SysctlFacts& sysctl, const model::PortRange& to,
                    const model::PortSet& taken, Tuning& tuning) {
    tuning.ephemeral = to;
    if (to == sysctl.ephemeral) return;
    const model::PortSet shared = model::common({sysctl.ephemeral}, taken);
    tuning.writes.push_back(write(
        port_range_key, model::port_pair_text(sysctl.ephemeral), model::port_pair_text(to),
        "the box's own connections would take ports of pool4 (" + model::port_list_text(shared) +
            "); " + std::to_string(width(to)) + " ports stay for them"));
}

base::Error no_ports_left(const model::PortSet& taken) {
    const model::PortSet gaps = model::subtracted({unprivileged}, taken);
    const auto gap = widest(gaps);
    return {"pool4 takes ports " + model::port_list_text(taken) +
            " of the box's own addresses, which leaves " + std::to_string(gap ? width(*gap) : 0) +
            " ports in a row for its own connections; " + std::to_string(ephemeral_ports_min) +
            " are needed. Start pool4 at port " +
            std::to_string(unprivileged.first + ephemeral_ports_min) +
            ", or give it an address that the box itself does not use"};
}

}  // namespace

std::string accept_ra_key(std::string interface) {
    std::replace(interface.begin(), interface.end(), '.', '/');
    return "net.ipv6.conf." + interface + ".accept_ra";
}

model::PortSet ports_of(std::span<const jool::Pool4Entry> pool4) {
    std::vector<model::PortRange> ports;
    for (const jool::Pool4Entry& entry : pool4)
        if (entry.protocol != jool::Protocol::icmp)
            ports.push_back({entry.port_min, entry.port_max});
    return model::normalised(std::move(ports));
}

model::PortSet ports_on_own_addresses(std::span<const jool::Pool4Entry> pool4,
                                      const model::NetworkFacts* network) {
    std::vector<jool::Pool4Entry> own;
    for (const jool::Pool4Entry& entry : pool4) {
        if (network == nullptr || is_own(entry.prefix, *network)) own.push_back(entry);
    }
    return ports_of(own);
}

std::optional<model::PortRange> ephemeral_range(const model::PortRange& now,
                                                const model::PortSet& taken) {
    const model::PortSet rest = model::subtracted({now}, taken);
    if (rest == model::PortSet{now}) return now;
    if (const auto part = widest(rest); part && width(*part) >= ephemeral_ports_usual / 2)
        return with_mixed_parity(*part);
    const auto gap = widest(model::subtracted({unprivileged}, taken));
    if (!gap || width(*gap) < ephemeral_ports_min) return std::nullopt;
    model::PortRange top = *gap;
    if (width(top) > ephemeral_ports_usual)
        top.first = static_cast<std::uint16_t>(top.last - ephemeral_ports_usual + 1);
    return with_mixed_parity(top);
}

base::Result<Tuning> tuning_for(std::span<const jool::Pool4Entry> pool4,
                                const model::SysctlFacts& sysctl,
                                const model::NetworkFacts* network,
                                const model::PortSet& reserved_by_us) {
    Tuning tuning;
    if (network != nullptr) keep_router_advertisements(*network, tuning);
    switch_forwarding_on(sysctl, tuning);
    model::PortSet taken = pool4.empty() ? model::PortSet{masquerade_ports} : ports_of(pool4);
    auto range = ephemeral_range(sysctl.ephemeral, taken);
    if (!range) {
        taken = ports_on_own_addresses(pool4, network);
        range = ephemeral_range(sysctl.ephemeral, taken);
        tuning.overlaps_elsewhere = true;
    }
    if (!range) return std::unexpected(no_ports_left(taken));
    move_ephemeral(sysctl, *range, taken, tuning);
    reserve_ports(sysctl, taken, reserved_by_us, tuning);
    return tuning;
}

}  // namespace gate64::nat64ctl::plan
