// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/client_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "dns64d/io/socket_address.h"
#include "dns64d/io/socket_option.h"

namespace gate64::dns64d::io {
namespace {

/// Ports tried until one is free. With half of all ports taken, sixteen tries fail once in 65,536.
constexpr unsigned bind_tries_max = 16;
/// Datagrams thrown away after connecting; a flood that outruns this loses us the socket.
constexpr unsigned drain_max = 256;

std::expected<base::UniqueFd, int> open_bound(const net::Endpoint& server, int type,
                                              const PortSet& ports, base::Random& random) noexcept {
    const int family = family_of(server.address);
    base::UniqueFd fd(::socket(family, type | SOCK_CLOEXEC, 0));
    if (!fd.valid()) return std::unexpected(errno);
    if (family == AF_INET6 && !set_option(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1)) {
        return std::unexpected(errno);
    }
    if (type == SOCK_DGRAM && !ignore_path_mtu(fd.get(), family)) return std::unexpected(errno);
    net::Endpoint own;
    if (family == AF_INET) own.address = net::Ipv4Address(0);
    for (unsigned attempt = 0; attempt < bind_tries_max; ++attempt) {
        own.port = ports.pick(random);
        const SocketAddress address = to_socket_address(own);
        if (::bind(fd.get(), address.get(), address.length) == 0) return fd;
        if (errno != EADDRINUSE && errno != EACCES) return std::unexpected(errno);
    }
    return std::unexpected(EADDRINUSE);
}

/// False when there seems to be no end to it.
bool drain(int fd) noexcept {
    std::array<std::uint8_t, 1> octet{};
    for (unsigned i = 0; i < drain_max; ++i) {
        // Other errors are ICMP reports that came in meanwhile; there may be more behind them.
        const bool failed = ::recv(fd, octet.data(), octet.size(), MSG_DONTWAIT) < 0;
        if (failed && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
    }
    return false;
}

}  // namespace

std::expected<base::UniqueFd, int> open_upstream_udp(const net::Endpoint& server,
                                                     const PortSet& ports,
                                                     base::Random& random) noexcept {
    auto fd = open_bound(server, SOCK_DGRAM, ports, random);
    if (!fd) return fd;
    const SocketAddress address = to_socket_address(server);
    if (::connect(fd->get(), address.get(), address.length) != 0) return std::unexpected(errno);
    if (!drain(fd->get())) return std::unexpected(EBUSY);
    return fd;
}

std::expected<base::UniqueFd, int> open_upstream_tcp(const net::Endpoint& server,
                                                     const PortSet& ports,
                                                     base::Random& random) noexcept {
    auto fd = open_bound(server, SOCK_STREAM, ports, random);
    if (fd) (void)set_option(fd->get(), IPPROTO_TCP, TCP_NODELAY, 1);
    return fd;
}

}  // namespace gate64::dns64d::io
