// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/pool_change.h"

#include <algorithm>

#include "nat64ctl/commands/arguments.h"

namespace gate64::nat64ctl::commands {
namespace {

bool wants(const PoolRequest& request, jool::Protocol protocol) noexcept {
    return std::find(request.protocols.begin(), request.protocols.end(), protocol) !=
           request.protocols.end();
}

// ICMP identifiers are no ports of sockets.
bool wants_ports(const PoolRequest& request) noexcept {
    return wants(request, jool::Protocol::tcp) || wants(request, jool::Protocol::udp);
}

bool prefixes_meet(const net::Ipv4Prefix& a, const net::Ipv4Prefix& b) noexcept {
    return a.contains(b.address()) || b.contains(a.address());
}

model::PortRange range_of(const jool::Pool4Entry& entry) noexcept {
    return {entry.port_min, entry.port_max};
}

void check_size(const PoolRequest& request, Objections& out) {
    const unsigned length = request.prefix.length();
    if (length < prefix_length_least) {
        out.refusals.push_back(request.prefix.text() +
                               " is too much for pool4: give prefixes of /16 or longer");
    } else if (length < prefix_length_min) {
        out.harms.push_back(
            request.prefix.text() + " makes " + std::to_string(std::uint64_t{1} << (32U - length)) +
            " entries in the kernel, and packets wait meanwhile: give prefixes of /24 or longer");
    }
}

// Jool forgets a range for all marks when one of them gives it up, so their answers would be lost.
void check_marks(const PoolRequest& request, const std::vector<jool::Pool4Entry>& live,
                 Objections& out) {
    for (const jool::Pool4Entry& entry : live) {
        const bool meets = entry.mark != request.mark && wants(request, entry.protocol) &&
                           prefixes_meet(entry.prefix, request.prefix) &&
                           !model::common(request.ports, {range_of(entry)}).empty();
        if (!meets) continue;
        out.refusals.push_back(entry.prefix.address().text() + ' ' + text_of(range_of(entry)) +
                               " (" + std::string(name_of(entry.protocol)) + ") belongs to mark " +
                               std::to_string(entry.mark) +
                               ": marks must not share ports, choose others");
        return;
    }
}

bool is_own(const model::NetworkFacts& network, const net::Ipv4Prefix& prefix) {
    for (const model::InterfaceFacts& interface : network.interfaces) {
        for (const net::IpAddress& address : interface.own) {
            if (address.is_v4() && prefix.contains(address.v4())) return true;
        }
    }
    return false;
}

// The box's own connections leave from its own addresses only; where these are unknown, any may be.
void check_ephemeral(const PoolRequest& request, const model::Box& box, Objections& out) {
    if (!wants_ports(request)) return;
    if (!box.sysctl) {
        out.warnings.push_back("could not see whether the ports are in the ephemeral range: " +
                               box.sysctl.error().message);
        return;
    }
    const model::PortRange ephemeral = box.sysctl->ephemeral;
    const model::PortSet both = model::common(request.ports, {ephemeral});
    if (both.empty()) return;
    const std::string what = "ports " + model::port_list_text(both) +
                             " are in the ephemeral range " + text_of(ephemeral);
    if (box.network && !is_own(*box.network, request.prefix)) {
        out.warnings.push_back(what + "; no harm as long as " + request.prefix.text() +
                               " is no address of this box");
        return;
    }
    out.harms.push_back(what +
                        ", where this box's own connections take theirs, and these would hang: "
                        "choose other ports, or let `nat64ctl tune` move the range first");
}

bool is_hit(const PoolRequest& request, const model::SocketFact& socket) noexcept {
    if (socket.protocol == jool::Protocol::icmp || !wants(request, socket.protocol)) return false;
    if (!model::contains(request.ports, socket.port)) return false;
    const net::Ipv6Address any6;
    if (socket.address.is_v4()) {
        return socket.address.v4() == net::Ipv4Address() ||
               request.prefix.contains(socket.address.v4());
    }
    return socket.address.v6() == any6;  // may take IPv4 as well
}

// A socket on every address is hit only where pool4 is one of them.
void check_sockets(const PoolRequest& request, const model::NetworkFacts& network,
                   Objections& out) {
    const bool owns = is_own(network, request.prefix);
    std::string found;
    std::size_t count = 0;
    for (const model::SocketFact& socket : network.sockets) {
        const bool is_wildcard =
            !socket.address.is_v4() || !request.prefix.contains(socket.address.v4());
        if (!is_hit(request, socket) || (is_wildcard && !owns)) continue;
        if (++count > 4) continue;
        found += (found.empty() ? "" : ", ") + socket.address.text() + " port " +
                 std::to_string(socket.port) + ' ' + std::string(name_of(socket.protocol));
    }
    if (count == 0) return;
    if (count > 4) found += " and " + std::to_string(count - 4) + " more";
    out.harms.push_back("services of this box use these ports: " + found +
                        "; translated packets would take theirs: choose ports without them");
}

// Whether packets for the addresses come to this box is decided by its neighbours.
void check_route(const PoolRequest& request, const model::NetworkFacts& network, Objections& out) {
    if (is_own(network, request.prefix)) return;
    const std::string what = request.prefix.text() + " is no address of this box: ";
    for (const model::InterfaceFacts& interface : network.interfaces) {
        for (const net::IpPrefix& subnet : interface.addresses) {
            if (subnet.v6().length() <= 96 || interface.is_loopback) continue;
            if (!subnet.contains(net::IpAddress(request.prefix.address()))) continue;
            out.warnings.push_back(what + "nobody answers ARP for it on " + interface.name +
                                   ", so answers are lost unless you add it there or let this box "
                                   "answer for it");
            return;
        }
    }
    out.warnings.push_back(what + "answers come back only if the router before it sends them here");
}

}  // namespace

std::vector<jool::Pool4Entry> entries_of(const PoolRequest& request) {
    std::vector<jool::Pool4Entry> entries;
    for (const jool::Protocol protocol : request.protocols) {
        for (const model::PortRange& range : request.ports) {
            entries.push_back(
                {request.mark, protocol, request.prefix, range.first, range.last, std::nullopt});
        }
    }
    return entries;
}

Objections objections_to(const PoolRequest& request, const std::vector<jool::Pool4Entry>& live,
                         const model::Box& box) {
    Objections out;
    check_size(request, out);
    check_marks(request, live, out);
    check_ephemeral(request, box, out);
    if (!box.network) {
        out.warnings.push_back("could not see sockets and addresses of this box: " +
                               box.network.error().message);
        return out;
    }
    if (wants_ports(request)) check_sockets(request, *box.network, out);
    check_route(request, *box.network, out);
    return out;
}

bool is_there_already(const PoolRequest& request, const std::vector<jool::Pool4Entry>& live) {
    const std::uint64_t first = request.prefix.first().value();
    const std::uint64_t last = request.prefix.last().value();
    for (const jool::Protocol protocol : request.protocols) {
        for (std::uint64_t address = first; address <= last; ++address) {
            const net::Ipv4Address at(static_cast<std::uint32_t>(address));
            std::vector<model::PortRange> has;
            for (const jool::Pool4Entry& entry : live) {
                if (entry.mark == request.mark && entry.protocol == protocol &&
                    entry.prefix.contains(at)) {
                    has.push_back(range_of(entry));
                }
            }
            const model::PortSet missing =
                model::subtracted(request.ports, model::normalised(std::move(has)));
            if (!missing.empty()) return false;
        }
    }
    return true;
}

std::vector<jool::Pool4Entry> taken_from(const std::vector<jool::Pool4Entry>& live,
                                         const PoolRequest& request) {
    std::vector<jool::Pool4Entry> taken;
    for (const jool::Pool4Entry& entry : live) {
        if (entry.mark != request.mark || !wants(request, entry.protocol) ||
            !request.prefix.contains(entry.prefix.address())) {
            continue;
        }
        // Identifier 0 is legal for ICMP and belongs to whatever is removed from the lowest port.
        model::PortSet ports = request.ports;
        if (!ports.empty() && ports.front().first == 1) ports.front().first = 0;
        for (const model::PortRange& range : model::common(ports, {range_of(entry)})) {
            jool::Pool4Entry part = entry;
            part.port_min = range.first;
            part.port_max = range.last;
            part.iterations.reset();
            taken.push_back(part);
        }
    }
    return taken;
}

}  // namespace gate64::nat64ctl::commands
