// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/listen_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "dns64d/io/socket_address.h"
#include "dns64d/io/socket_option.h"

namespace gate64::dns64d::io {
namespace {

enum class Sharing : std::uint8_t { none, among_shards };

std::unexpected<base::Error> listen_failure(const net::Endpoint& endpoint, int type,
                                            int errno_value) {
    const bool udp = type == SOCK_DGRAM;
    std::string text = "cannot listen on " + endpoint.text() + (udp ? " (UDP): " : " (TCP): ") +
                       std::generic_category().message(errno_value);
    switch (errno_value) {
        case EADDRINUSE:
            text += ": another process holds the port; `ss -";
            text += udp ? "lunp" : "ltnp";
            text += " sport = :" + std::to_string(endpoint.port);
            text += "` shows it; stop it or change `listen`";
            break;
        case EACCES:
        case EPERM:
            text += ": not permitted; ports below 1024 need root or CAP_NET_BIND_SERVICE";
            break;
        case EADDRNOTAVAIL:
            text += ": no interface has this address; add it or change `listen`";
            break;
        case EAFNOSUPPORT:
            text += ": this kernel has it switched off; change `listen`";
            break;
        default:
            break;
    }
    return base::fail(std::move(text), errno_value);
}

/// 0, or the errno of the option the kernel refused.
int set_listen_options(int fd, const net::Endpoint& endpoint, int type, Sharing sharing) noexcept {
    const bool v4 = endpoint.address.is_v4();
    // Connections of our last life in TIME_WAIT must not keep us from starting.
    if (type == SOCK_STREAM && !set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1)) return errno;
    if (sharing == Sharing::among_shards && !set_option(fd, SOL_SOCKET, SO_REUSEPORT, 1)) {
        return errno;
    }
    if (!v4 && !set_option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1)) return errno;
    if (type == SOCK_STREAM) return set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1) ? 0 : errno;
    if (v4 && !set_option(fd, IPPROTO_IP, IP_PKTINFO, 1)) return errno;
    if (!v4 && !set_option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)) return errno;
    return ignore_path_mtu(fd, v4 ? AF_INET : AF_INET6) ? 0 : errno;
}

base::Result<base::UniqueFd> bind_socket(const net::Endpoint& endpoint, int type, Sharing sharing) {
    base::UniqueFd fd(::socket(family_of(endpoint.address), type | SOCK_CLOEXEC, 0));
    if (!fd.valid()) return listen_failure(endpoint, type, errno);
    if (const int error = set_listen_options(fd.get(), endpoint, type, sharing); error != 0) {
        return listen_failure(endpoint, type, error);
    }
    const SocketAddress address = to_socket_address(endpoint);
    if (::bind(fd.get(), address.get(), address.length) != 0) {
        return listen_failure(endpoint, type, errno);
    }
    return fd;
}

base::Result<ListenerSockets> open_pair(const net::Endpoint& endpoint,
                                        const ListenOptions& options) {
    ListenerSockets made;
    made.endpoint = endpoint;
    auto udp = bind_socket(endpoint, SOCK_DGRAM, Sharing::among_shards);
    if (!udp) return std::unexpected(std::move(udp.error()));
    made.endpoint.port = bound_port(udp->get());
    (void)set_option(udp->get(), SOL_SOCKET, SO_RCVBUF, static_cast<int>(options.receive_buffer));
    auto tcp = bind_socket(made.endpoint, SOCK_STREAM, Sharing::among_shards);
    if (!tcp) return std::unexpected(std::move(tcp.error()));
    // Inherited by the connections: what a peer that never reads can make the kernel hold.
    (void)set_option(tcp->get(), SOL_SOCKET, SO_SNDBUF, options.connection_buffer);
    (void)set_option(tcp->get(), SOL_SOCKET, SO_RCVBUF, options.connection_buffer);
    if (::listen(tcp->get(), options.backlog) != 0) {
        return listen_failure(endpoint, SOCK_STREAM, errno);
    }
    made.udp = std::move(*udp);
    made.tcp = std::move(*tcp);
    return made;
}

/// With port 0 the kernel picks one that is free for UDP; for TCP it may not be.
base::Result<ListenerSockets> open_pair_anywhere(const net::Endpoint& endpoint,
                                                 const ListenOptions& options) {
    constexpr unsigned tries_max = 64;
    auto pair = open_pair(endpoint, options);
    for (unsigned i = 1; !pair && endpoint.port == 0 && i < tries_max; ++i)
        pair = open_pair(endpoint, options);
    return pair;
}

}  // namespace

base::Result<void> check_free(const net::Endpoint& endpoint) {
    for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
        auto fd = bind_socket(endpoint, type, Sharing::none);
        if (!fd) return std::unexpected(std::move(fd.error()));
    }
    return {};
}

base::Result<std::vector<std::vector<ListenerSockets>>> open_listeners(
    std::span<const net::Endpoint> endpoints, std::uint32_t shard_count,
    const ListenOptions& options) {
    for (const net::Endpoint& endpoint : endpoints) {
        if (auto free = check_free(endpoint); !free)
            return std::unexpected(std::move(free.error()));
    }
    std::vector<std::vector<ListenerSockets>> shards(shard_count);
    for (net::Endpoint endpoint : endpoints) {
        for (auto& shard : shards) {
            auto pair = open_pair_anywhere(endpoint, options);
            if (!pair) return std::unexpected(std::move(pair.error()));
            endpoint.port = pair->endpoint.port;
            shard.push_back(std::move(*pair));
        }
    }
    return shards;
}

}  // namespace gate64::dns64d::io
