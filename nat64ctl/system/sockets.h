// SPDX-License-Identifier: Apache-2.0
#pragma once
// Local sockets that a pool4 range would rob of their packets, or that take its ports: listening
// TCP and bound UDP of the calling thread's network namespace. Read from /proc/thread-self/net,
// which needs no module; the socket diagnosis of netlink needs one for each protocol, and a kernel
// that lacks them would look like a box without sockets. That a [::] socket takes IPv6 only is not
// visible there: count it for both families.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/model/network_facts.h"
#include "nat64ctl/model/ports.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

inline constexpr std::size_t sockets_max = 1024;

/// Sockets on `tcp` and `udp` ports, each (protocol, address, port) once, ordered, at most
/// sockets_max. IPv4-mapped addresses are the IPv4 addresses they stand for. A kernel without IPv6
/// has no such sockets, and that is no error. `root` is put before /proc, for tests.
[[nodiscard]] base::Result<std::vector<model::SocketFact>> read_sockets(
    const model::PortSet& tcp, const model::PortSet& udp, const std::string& root = "");

/// One line of /proc/net/{tcp,tcp6,udp,udp6}: the local end, when it is a TCP socket that listens
/// or a UDP socket with a port. Nothing for other lines, the heading among them. Pure.
[[nodiscard]] std::optional<model::SocketFact> parse_socket_line(std::string_view line,
                                                                 jool::Protocol protocol);

}  // namespace gate64::nat64ctl::system
