// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "nat64ctl/plan/draft.h"
#include "nat64ctl/plan/names.h"
#include "nat64ctl/plan/tune.h"

// What makes a wanted pool4 harmful or useless on this box. What is there already is only spoken
// of: refusing it would also refuse the plan that mends it.

namespace gate64::nat64ctl::plan {
namespace {

/// Warnings of one kind; the rest is counted.
constexpr std::size_t addresses_named_max = 8;

bool is_wildcard(const net::IpAddress& address) noexcept {
    return address == net::IpAddress() || address == net::IpAddress(net::Ipv4Address());
}

/// Whether packets for a port of `entry` would otherwise reach `socket`.
bool meets(const jool::Pool4Entry& entry, const model::SocketFact& socket,
           const model::NetworkFacts& network) {
    if (entry.protocol != socket.protocol || entry.protocol == jool::Protocol::icmp ||
        socket.port < entry.port_min || socket.port > entry.port_max)
        return false;
    if (!is_wildcard(socket.address))
        return socket.address.is_v4() && entry.prefix.contains(socket.address.v4());
    return !ports_on_own_addresses(std::span(&entry, 1), &network).empty();
}

bool any_meets(const std::vector<jool::Pool4Entry>& entries, const model::SocketFact& socket,
               const model::NetworkFacts& network) {
    return std::any_of(entries.begin(), entries.end(), [&](const jool::Pool4Entry& entry) {
        return meets(entry, socket, network);
    });
}

std::string text_of(const model::SocketFact& socket) {
    return std::string(jool::name_of(socket.protocol)) + ' ' +
           net::Endpoint{socket.address, socket.port}.text();
}

/// A UDP port that the kernel chose: a client's, gone before long.
bool is_passing(const model::SocketFact& socket, const Input& input) {
    return socket.protocol == jool::Protocol::udp && input.box.sysctl &&
           input.box.sysctl->ephemeral.first <= socket.port &&
           socket.port <= input.box.sysctl->ephemeral.last;
}

bool is_here(const net::Ipv4Prefix& prefix, const model::NetworkFacts& network) {
    const jool::Pool4Entry probe{0, jool::Protocol::tcp, prefix, 1, 1, {}};
    if (!ports_on_own_addresses(std::span(&probe, 1), &network).empty()) return true;
    return std::any_of(network.pool4_routes.begin(), network.pool4_routes.end(),
                       [&](const model::RouteFact& route) {
                           return route.kind == model::RouteFact::Kind::local &&
                                  route.destination.is_v4() &&
                                  prefix.contains(route.destination.v4());
                       });
}

}  // namespace

void check_sockets(const Input& input, Draft& draft) {
    if (input.network == nullptr) {
        draft.warn(
            "listening sockets and routes could not be read, so pool4 was not held against "
            "them: " +
            input.box.network.error().message);
        return;
    }
    std::set<std::string> refused;
    std::set<std::string> told;
    for (const model::SocketFact& socket : input.network->sockets) {
        const bool is_new = any_meets(input.pool4.added, socket, *input.network);
        if (is_new && !is_passing(socket, input)) {
            refused.insert(text_of(socket));
        } else if (is_new || any_meets(input.pool4.kept, socket, *input.network)) {
            told.insert(text_of(socket));
        }
    }
    for (const std::string& socket : refused)
        draft.refuse("a program uses " + socket +
                     ", a port of pool4: Jool would take its packets; move the program or pool4");
    for (const std::string& socket : told)
        draft.warn("a program uses " + socket + ", a port of pool4: it may lose packets to Jool");
}

void check_addresses(const Input& input, Draft& draft) {
    if (input.wanted.pool4.empty()) {
        draft.warn("pool4 is empty: Jool uses ports " + model::port_list_text({masquerade_ports}) +
                   " of whatever address the outgoing interface has, and an address that changes "
                   "strands its clients; [[nat64.pool4]] gives it an address of your choice");
        return;
    }
    if (input.network == nullptr) return;
    std::set<net::Ipv4Prefix> elsewhere;
    for (const jool::Pool4Entry& entry : input.wanted.pool4.entries())
        if (!is_here(entry.prefix, *input.network)) elsewhere.insert(entry.prefix);
    std::size_t named = 0;
    for (const net::Ipv4Prefix& prefix : elsewhere) {
        if (++named > addresses_named_max) break;
        draft.warn("pool4 address " + plan::text_of(prefix) +
                   " is on no interface of this box: answers come back only if the network routes "
                   "it here");
    }
    if (elsewhere.size() > addresses_named_max)
        draft.warn("so are " + std::to_string(elsewhere.size() - addresses_named_max) + " more");
}

void check_protocols(const Input& input, Draft& draft) {
    using Addresses = std::map<net::Ipv4Prefix, std::set<jool::Protocol>>;
    std::map<std::uint32_t, Addresses> marks;
    for (const jool::Pool4Entry& entry : input.wanted.pool4.entries())
        marks[entry.mark][entry.prefix].insert(entry.protocol);
    for (const auto& [mark, addresses] : marks) {
        std::string lacking;
        for (const jool::Protocol protocol : jool::all_protocols) {
            const bool is_served = std::any_of(
                addresses.begin(), addresses.end(),
                [&, wanted = protocol](auto& one) { return one.second.contains(wanted); });
            if (!is_served)
                lacking += (lacking.empty() ? "" : " and ") + std::string(name_of(protocol));
        }
        if (lacking.empty()) continue;
        draft.warn("pool4 has no " + lacking + " for mark " + std::to_string(mark) +
                   ": such packets are dropped, not translated");
    }
}

}  // namespace gate64::nat64ctl::plan
