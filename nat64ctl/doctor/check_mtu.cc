// SPDX-License-Identifier: Apache-2.0
// IPv6's header is 20 octets longer than IPv4's (RFC 7915 1.4): a full IPv4 packet needs a link
// that much larger on the IPv6 side, or it is cut up or refused.
#include <algorithm>
#include <limits>

#include "nat64ctl/doctor/checks.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

constexpr std::uint32_t header_difference = 20;
constexpr std::uint32_t ipv6_mtu_min = 1280;  // RFC 8200 5

bool has_ipv6(const model::InterfaceFacts& interface) {
    return std::any_of(interface.own.begin(), interface.own.end(),
                       [](const net::IpAddress& own) { return !own.is_v4(); });
}

const model::InterfaceFacts* find(const model::NetworkFacts& network, const std::string& name) {
    const auto found = std::find_if(network.interfaces.begin(), network.interfaces.end(),
                                    [&](const auto& interface) { return interface.name == name; });
    return found == network.interfaces.end() ? nullptr : &*found;
}

/// The smallest MTU where clients may be.
std::uint32_t ipv6_mtu(const model::NetworkFacts& network) {
    std::uint32_t mtu = std::numeric_limits<std::uint32_t>::max();
    for (const model::InterfaceFacts& interface : network.interfaces)
        if (interface.is_up && !interface.is_loopback && has_ipv6(interface))
            mtu = std::min(mtu, interface.mtu);
    return mtu;
}

}  // namespace

void check_mtu(const Case& facts, Findings& findings) {
    if (facts.network == nullptr || facts.instance == nullptr) return;
    const std::uint32_t ipv6 = ipv6_mtu(*facts.network);
    const std::uint32_t lowest = number_of(*facts.instance, "lowest-ipv6-mtu", ipv6_mtu_min);
    if (lowest > ipv6) {
        findings.push_back({
            .id = "lowest-ipv6-mtu",
            .severity = Severity::problem,
            .title = "Fragments for clients are larger than their link takes",
            .cause =
                "Jool cuts packets to lowest-ipv6-mtu, and the kernel drops what does not fit.",
            .evidence = "lowest-ipv6-mtu " + std::to_string(lowest) + ", smallest IPv6 link " +
                        std::to_string(ipv6),
            .fix = "nat64ctl set lowest-ipv6-mtu " + std::to_string(std::max(ipv6, ipv6_mtu_min)),
        });
    }
    const auto& route = facts.network->ipv4_default;
    const model::InterfaceFacts* uplink = route ? find(*facts.network, route->interface) : nullptr;
    if (uplink == nullptr) return;
    const std::uint32_t needed = uplink->mtu + header_difference;
    // Below 1280 no IPv4 packet is cut: the difference is within what every IPv6 link carries.
    // With equal MTUs path MTU discovery does its work; it costs a round trip, not packets.
    if (ipv6 >= uplink->mtu || needed <= ipv6_mtu_min) return;
    findings.push_back({
        .id = "mtu",
        .severity = Severity::note,
        .title = "Full IPv4 packets do not fit the clients' link",
        .cause = "Translated they are 20 octets longer; senders learn that by ICMP, where it is "
                 "not filtered.",
        .evidence = "IPv4 link " + uplink->name + " " + std::to_string(uplink->mtu) +
                    ", smallest IPv6 link " + std::to_string(ipv6) + ", needed " +
                    std::to_string(needed),
        .fix = "raise the IPv6 link's MTU to " + std::to_string(needed) +
               ", or: ip route change "
               "default ... mtu " +
               std::to_string(ipv6 - header_difference),
    });
}

}  // namespace gate64::nat64ctl::doctor
