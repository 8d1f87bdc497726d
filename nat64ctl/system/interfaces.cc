// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/interfaces.h"

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <map>

#include "nat64ctl/system/netlink_parse.h"
#include "nat64ctl/system/netlink_socket.h"
#include "nat64ctl/system/offloads.h"
#include "nat64ctl/system/sysctl.h"

namespace gate64::nat64ctl::system {
namespace {

using Interfaces = std::map<std::uint32_t, model::InterfaceFacts>;
using LinkMessage = NetlinkMessage<ifinfomsg, IFLA_MAX>;
using AddressMessage = NetlinkMessage<ifaddrmsg, IFA_MAX>;
using QdiscMessage = NetlinkMessage<tcmsg, TCA_MAX>;

void add_link(Interfaces& interfaces, nlmsghdr& message) {
    const auto link = LinkMessage::parse(message);
    if (!link || interfaces.size() >= interfaces_max) return;
    model::InterfaceFacts facts;
    facts.index = static_cast<std::uint32_t>(link->header().ifi_index);
    facts.name = link->text(IFLA_IFNAME);
    facts.is_up = (link->header().ifi_flags & IFF_UP) != 0;
    facts.is_loopback = (link->header().ifi_flags & IFF_LOOPBACK) != 0;
    facts.mtu = link->number(IFLA_MTU).value_or(0);
    if (std::string root = link->text(IFLA_QDISC); !root.empty()) facts.qdiscs = {std::move(root)};
    interfaces.insert_or_assign(facts.index, std::move(facts));
}

std::optional<net::IpPrefix> prefix_of(const net::IpAddress& address, unsigned length) {
    if (address.is_v4() && length <= 32) return net::Ipv4Prefix(address.v4(), length);
    if (!address.is_v4() && length <= 128) return net::Ipv6Prefix(address.v6(), length);
    return std::nullopt;
}

void add_address(Interfaces& interfaces, nlmsghdr& message) {
    const auto parsed = AddressMessage::parse(message);
    if (!parsed) return;
    const auto found = interfaces.find(parsed->header().ifa_index);
    // On a point-to-point link the prefix is the peer's and only IFA_LOCAL is ours.
    const auto network = parsed->address(IFA_ADDRESS);
    const auto local = parsed->address(IFA_LOCAL);
    const auto own = local ? local : network;
    if (found == interfaces.end() || !own) return;
    const auto prefix = prefix_of(network.value_or(*own), parsed->header().ifa_prefixlen);
    if (!prefix) return;
    found->second.own.push_back(*own);
    found->second.addresses.push_back(*prefix);
}

/// IFLA_QDISC named the root already; a queue of many children has one kind for all of them.
void add_qdisc(Interfaces& interfaces, nlmsghdr& message) {
    const auto qdisc = QdiscMessage::parse(message);
    if (!qdisc) return;
    const auto found = interfaces.find(static_cast<std::uint32_t>(qdisc->header().tcm_ifindex));
    const std::string kind = qdisc->text(TCA_KIND);
    if (found == interfaces.end() || kind.empty()) return;
    auto& kinds = found->second.qdiscs;
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
}

std::optional<int> accept_ra(const std::string& interface) {
    const auto value = read_sysctl(interface_sysctl_key("ipv6", interface, "accept_ra"));
    int number = 0;
    if (!value) return std::nullopt;
    const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
    if (error != std::errc{}) return std::nullopt;
    return number;
}

}  // namespace

base::Result<std::vector<model::InterfaceFacts>> read_interfaces() {
    auto socket = NetlinkSocket::connect();
    if (!socket) return std::unexpected(socket.error());
    Interfaces found;
    const auto links = socket->dump(RTM_GETLINK, octets_of(ifinfomsg{}),
                                    [&](nlmsghdr& message) { add_link(found, message); });
    if (!links) return std::unexpected(links.error());
    const auto addresses = socket->dump(RTM_GETADDR, octets_of(ifaddrmsg{}),
                                        [&](nlmsghdr& message) { add_address(found, message); });
    if (!addresses) return std::unexpected(addresses.error());
    const auto qdiscs = socket->dump(RTM_GETQDISC, octets_of(tcmsg{}),
                                     [&](nlmsghdr& message) { add_qdisc(found, message); });
    // A kernel without traffic control has no such listing.
    if (!qdiscs && qdiscs.error().errno_value != EOPNOTSUPP) {
        return std::unexpected(qdiscs.error());
    }
    std::vector<model::InterfaceFacts> interfaces;
    for (auto& [index, facts] : found) {
        facts.offloads = read_offloads(facts.name);
        facts.accept_ra = accept_ra(facts.name);
        interfaces.push_back(std::move(facts));
    }
    return interfaces;
}

}  // namespace gate64::nat64ctl::system
