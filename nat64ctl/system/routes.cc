// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/routes.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "nat64ctl/system/netlink_parse.h"
#include "nat64ctl/system/netlink_socket.h"

namespace gate64::nat64ctl::system {
namespace {

using RouteMessage = NetlinkMessage<rtmsg, RTA_MAX>;
using Kind = model::RouteFact::Kind;

constexpr std::size_t discarding_routes_max = 256;

/// a.root-servers.net
constexpr net::Ipv4Address root_server4(0xC6290004);
constexpr net::Ipv6Address root_server6({0x20, 0x01, 0x05, 0x03, 0xBA, 0x3E, 0, 0, 0, 0, 0, 0, 0,
                                         0x02, 0, 0x30});

std::string name_of_interface(std::uint32_t index) {
    std::array<char, IF_NAMESIZE> name{};
    return ::if_indextoname(index, name.data()) != nullptr ? name.data() : "";
}

Kind kind_of(unsigned type) noexcept {
    switch (type) {
        case RTN_UNICAST:
            return Kind::unicast;
        case RTN_LOCAL:
        case RTN_BROADCAST:
        case RTN_ANYCAST:
            return Kind::local;
        case RTN_BLACKHOLE:
            return Kind::blackhole;
        default:
            return Kind::unreachable;
    }
}

/// RTA_VIA: the family, then an address of it (an IPv4 route through an IPv6 neighbour).
std::optional<net::IpAddress> via(const RouteMessage& route) {
    const auto value = route.octets(RTA_VIA);
    if (value.size() == 2 + 16) return net::Ipv6Address::from_wire(value.data() + 2);
    if (value.size() == 2 + 4) return net::Ipv4Address::from_wire(value.data() + 2);
    return std::nullopt;
}

void read_route(model::RouteFact& fact, nlmsghdr& message) {
    const auto route = RouteMessage::parse(message);
    if (!route) return;
    fact.kind = kind_of(route->header().rtm_type);
    if (const auto index = route->number(RTA_OIF)) fact.interface = name_of_interface(*index);
    fact.gateway = route->address(RTA_GATEWAY);
    if (!fact.gateway) fact.gateway = via(*route);
}

/// What a lookup that ends at no path answers; IPv4 says the route's kind by its errno
/// (fib_props in the kernel's net/ipv4/fib_semantics.c).
std::optional<Kind> kind_of_failure(int errno_value) noexcept {
    switch (errno_value) {
        case EINVAL:
            return Kind::blackhole;
        case ENETUNREACH:
        case EHOSTUNREACH:
        case EACCES:
        case EAGAIN:
        case ENETDOWN:
            return Kind::unreachable;
        default:
            return std::nullopt;
    }
}

rtmsg ipv6_filter(unsigned char protocol, unsigned char type) {
    rtmsg filter{};
    filter.rtm_family = AF_INET6;
    filter.rtm_protocol = protocol;
    filter.rtm_type = type;
    return filter;
}

/// The destination of an IPv6 route; without an address it is ::.
std::optional<net::Ipv6Prefix> destination_of(const RouteMessage& route) {
    const auto octets = route.octets(RTA_DST);
    const unsigned length = route.header().rtm_dst_len;
    if (length > 128 || (!octets.empty() && octets.size() != 16)) return std::nullopt;
    return net::Ipv6Prefix(
        octets.empty() ? net::Ipv6Address() : net::Ipv6Address::from_wire(octets.data()), length);
}

/// The routes of several paths in one message, or the one path it names.
std::vector<std::uint32_t> interfaces_of(const RouteMessage& route) {
    std::vector<std::uint32_t> indexes;
    if (const auto index = route.number(RTA_OIF)) indexes.push_back(*index);
    auto rest = route.octets(RTA_MULTIPATH);
    while (rest.size() >= sizeof(rtnexthop)) {
        rtnexthop hop{};
        std::memcpy(&hop, rest.data(), sizeof hop);
        if (hop.rtnh_len < sizeof hop || hop.rtnh_len > rest.size()) break;
        indexes.push_back(static_cast<std::uint32_t>(hop.rtnh_ifindex));
        rest = rest.subspan(std::min<std::size_t>(NLMSG_ALIGN(hop.rtnh_len), rest.size()));
    }
    return indexes;
}

void add_discarding(std::vector<net::Ipv6Prefix>& found, const net::Ipv6Prefix& prefix,
                    nlmsghdr& message) {
    const auto route = RouteMessage::parse(message);
    const auto destination = route ? destination_of(*route) : std::nullopt;
    const bool is_within = destination && destination->length() >= prefix.length() &&
                           prefix.contains(destination->address());
    if (is_within && found.size() < discarding_routes_max) found.push_back(*destination);
}

}  // namespace

base::Result<model::RouteFact> look_up_route(const net::IpAddress& destination) {
    auto socket = NetlinkSocket::connect();
    if (!socket) return std::unexpected(socket.error());
    model::RouteFact fact;
    fact.destination = destination;
    std::array<std::uint8_t, 16> octets = destination.v6().octets();
    const bool is_v4 = destination.is_v4();
    if (is_v4) destination.v4().to_wire(octets.data());
    const std::size_t size = is_v4 ? 4 : 16;
    rtmsg header{};
    header.rtm_family = is_v4 ? AF_INET : AF_INET6;
    header.rtm_dst_len = static_cast<unsigned char>(size * 8);
    const auto answered =
        socket->ask(RTM_GETROUTE, octets_of(header), RTA_DST, std::span(octets).first(size),
                    [&](nlmsghdr& message) { read_route(fact, message); });
    if (answered) return fact;
    const auto kind = kind_of_failure(answered.error().errno_value);
    if (!kind) return std::unexpected(answered.error());
    fact.kind = *kind;
    return fact;
}

base::Result<std::optional<model::RouteFact>> default_route(bool is_ipv4) {
    auto route =
        look_up_route(is_ipv4 ? net::IpAddress(root_server4) : net::IpAddress(root_server6));
    if (!route) return std::unexpected(route.error());
    if (route->kind != Kind::unicast) return std::nullopt;
    route->destination = is_ipv4 ? net::IpAddress(net::Ipv4Address()) : net::IpAddress();
    return *route;
}

base::Result<std::vector<std::uint32_t>> interfaces_with_ra_default_route() {
    auto socket = NetlinkSocket::connect();
    if (!socket) return std::unexpected(socket.error());
    std::vector<std::uint32_t> found;
    const auto done =
        socket->dump(RTM_GETROUTE, octets_of(ipv6_filter(RTPROT_RA, 0)), [&](nlmsghdr& message) {
            const auto route = RouteMessage::parse(message);
            if (!route || route->header().rtm_dst_len != 0) return;
            if (route->header().rtm_protocol != RTPROT_RA) return;
            for (const std::uint32_t index : interfaces_of(*route))
                found.push_back(index);
        });
    if (!done) return std::unexpected(done.error());
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

base::Result<std::vector<net::Ipv6Prefix>> blackholes_within(const net::Ipv6Prefix& prefix) {
    auto socket = NetlinkSocket::connect();
    if (!socket) return std::unexpected(socket.error());
    std::vector<net::Ipv6Prefix> found;
    for (const unsigned char type : {RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_PROHIBIT}) {
        const auto done =
            socket->dump(RTM_GETROUTE, octets_of(ipv6_filter(0, type)),
                         [&](nlmsghdr& message) { add_discarding(found, prefix, message); });
        if (!done) return std::unexpected(done.error());
    }
    return found;
}

}  // namespace gate64::nat64ctl::system
