// SPDX-License-Identifier: Apache-2.0
#pragma once
// Interfaces, routes and sockets of one network namespace, as far as translation depends on them.
// Read by nat64ctl/system; plain values.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/jool/model.h"
#include "shared/net/address.h"
#include "shared/net/prefix.h"

namespace gate64::nat64ctl::model {

/// Unknown (no driver support, no permission) is absent.
struct Offloads {
    std::optional<bool> gro;
    std::optional<bool> gro_list;  ///< rx-gro-list: ruins forwarding through Jool
    std::optional<bool> lro;       ///< must be off on the way in
    friend bool operator==(const Offloads&, const Offloads&) = default;
};

struct InterfaceFacts {
    std::uint32_t index = 0;
    std::string name;  ///< at most 15 octets, as the kernel has it
    bool is_up = false;
    bool is_loopback = false;
    std::uint32_t mtu = 0;
    std::vector<net::IpPrefix> addresses;  ///< as configured: address with its prefix length
    std::vector<net::IpAddress> own;       ///< the addresses themselves
    std::vector<std::string> qdiscs;       ///< kinds, root first: "mq", "fq"
    Offloads offloads;
    std::optional<int> accept_ra;  ///< net.ipv6.conf.IF.accept_ra
    /// An IPv6 default route through this interface that router advertisements made.
    bool has_ra_default_route = false;
    friend bool operator==(const InterfaceFacts&, const InterfaceFacts&) = default;
};

/// Where the box would send a packet for `destination`.
struct RouteFact {
    enum class Kind : std::uint8_t {
        unicast,
        local,
        blackhole,
        unreachable
    } kind = Kind::unreachable;
    net::IpAddress destination;
    std::string interface;                  ///< "" when none
    std::optional<net::IpAddress> gateway;  ///< absent: on link
    friend bool operator==(const RouteFact&, const RouteFact&) = default;
};

/// A socket bound to a local port: listening TCP, or UDP.
struct SocketFact {
    jool::Protocol protocol = jool::Protocol::tcp;
    net::IpAddress address;  ///< 0.0.0.0 or :: for every address
    std::uint16_t port = 0;
    friend bool operator==(const SocketFact&, const SocketFact&) = default;
};

struct NetworkFacts {
    std::vector<InterfaceFacts> interfaces;
    std::optional<RouteFact> ipv4_default;
    std::optional<RouteFact> ipv6_default;
    std::vector<RouteFact> pool4_routes;            ///< one for each pool4 address (at most 256)
    std::vector<net::Ipv6Prefix> pool6_blackholes;  ///< blackhole routes at or below pool6
    std::vector<SocketFact> sockets;
    friend bool operator==(const NetworkFacts&, const NetworkFacts&) = default;
};

}  // namespace gate64::nat64ctl::model
