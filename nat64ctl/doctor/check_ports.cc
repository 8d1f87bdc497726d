// SPDX-License-Identifier: Apache-2.0
// pool4 against the box's own sockets. Only addresses that are the box's own matter: Jool takes
// packets of a port it owns, and gives out ports that a local socket already has (NICMx/Jool 437).
#include <algorithm>

#include "nat64ctl/doctor/checks.h"
#include "nat64ctl/model/ports.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

bool is_own(const model::NetworkFacts& network, const net::Ipv4Prefix& prefix) {
    for (const model::InterfaceFacts& interface : network.interfaces)
        for (const net::IpAddress& own : interface.own)
            if (own.is_v4() && prefix.contains(own.v4())) return true;
    return false;
}

/// Ports of pool4 on the box's own addresses; of every address when those are not known.
model::PortSet ports_at_home(const Case& facts) {
    std::vector<model::PortRange> ranges;
    for (const jool::Pool4Entry& entry : facts.instance->pool4) {
        if (entry.protocol == jool::Protocol::icmp) continue;
        if (facts.network != nullptr && !is_own(*facts.network, entry.prefix)) continue;
        ranges.push_back({entry.port_min, entry.port_max});
    }
    return model::normalised(std::move(ranges));
}

void check_ephemeral(const model::PortSet& pool, const model::SysctlFacts& sysctl,
                     Findings& findings) {
    const model::PortSet reserved = model::normalised(sysctl.reserved);
    const model::PortSet shared =
        model::subtracted(model::common(pool, {sysctl.ephemeral}), reserved);
    if (shared.empty()) return;
    findings.push_back({
        .id = "pool4-ephemeral-overlap",
        .severity = Severity::problem,
        .title = "The box takes ports of pool4 for its own connections",
        .cause = "Such a connection hangs as soon as the translator uses the port.",
        .evidence = count_text(model::count_of(shared), "port") +
                    " in both: " + model::port_list_text(shared) +
                    "; net.ipv4.ip_local_port_range is " + std::to_string(sysctl.ephemeral.first) +
                    "-" + std::to_string(sysctl.ephemeral.last),
        .fix = "nat64ctl tune",
    });
}

void check_reserved(const model::PortSet& pool, const model::SysctlFacts& sysctl,
                    Findings& findings) {
    const model::PortSet open = model::subtracted(pool, model::normalised(sysctl.reserved));
    // Inside the ephemeral range that is a finding of its own, and a graver one.
    const model::PortSet left = model::subtracted(open, {sysctl.ephemeral});
    if (left.empty()) return;
    findings.push_back({
        .id = "pool4-not-reserved",
        .severity = Severity::note,
        .title = "Ports of pool4 are not reserved",
        .cause = "Should the ephemeral range be widened, the box would take them for itself.",
        .evidence = model::port_list_text(left) + " not in net.ipv4.ip_local_reserved_ports",
        .fix = "nat64ctl tune",
    });
}

bool takes_from(const jool::Pool4Entry& entry, const model::SocketFact& socket,
                const model::NetworkFacts& network) {
    if (entry.protocol != socket.protocol) return false;
    if (socket.port < entry.port_min || socket.port > entry.port_max) return false;
    const bool is_any =
        socket.address == net::IpAddress() || socket.address == net::IpAddress(net::Ipv4Address());
    if (is_any) return is_own(network, entry.prefix);
    return socket.address.is_v4() && entry.prefix.contains(socket.address.v4());
}

void check_sockets(const model::InstanceFacts& instance, const model::NetworkFacts& network,
                   const model::SysctlFacts* sysctl, Findings& findings) {
    std::vector<std::string> taken;
    for (const model::SocketFact& socket : network.sockets) {
        // UDP ports that the kernel chose are clients', and gone before long.
        const bool is_passing = socket.protocol == jool::Protocol::udp && sysctl != nullptr &&
                                sysctl->ephemeral.first <= socket.port &&
                                socket.port <= sysctl->ephemeral.last;
        const bool is_taken =
            !is_passing &&
            std::any_of(instance.pool4.begin(), instance.pool4.end(),
                        [&](const auto& entry) { return takes_from(entry, socket, network); });
        if (is_taken)
            taken.push_back(std::string(jool::name_of(socket.protocol)) + " " +
                            net::Endpoint{socket.address, socket.port}.text());
    }
    if (taken.empty()) return;
    findings.push_back({
        .id = "pool4-socket",
        .severity = Severity::problem,
        .title = "A program listens on a port of pool4",
        .cause = "Once the translator gives the port to a client, the program loses its packets.",
        .evidence = list_text(taken),
        .fix = "move the program to a port outside pool4, or take the port out of pool4: "
               "nat64ctl del-pool",
    });
}

}  // namespace

void check_ports(const Case& facts, Findings& findings) {
    if (facts.instance == nullptr) return;
    const model::PortSet pool = ports_at_home(facts);
    if (facts.sysctl != nullptr) {
        check_ephemeral(pool, *facts.sysctl, findings);
        check_reserved(pool, *facts.sysctl, findings);
    }
    if (facts.network != nullptr)
        check_sockets(*facts.instance, *facts.network, facts.sysctl, findings);
}

}  // namespace gate64::nat64ctl::doctor
