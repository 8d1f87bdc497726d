// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/socket_address.h"

#include <arpa/inet.h>

#include <cstring>

namespace gate64::dns64d::io {

SocketAddress to_socket_address(const net::Endpoint& endpoint) noexcept {
    SocketAddress made;
    if (endpoint.address.is_v4()) {
        ::sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port);
        v4.sin_addr.s_addr = htonl(endpoint.address.v4().value());
        made.length = sizeof(v4);
        std::memcpy(made.bytes.data(), &v4, sizeof(v4));
        return made;
    }
    ::sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    v6.sin6_scope_id = endpoint.scope_id;
    std::memcpy(&v6.sin6_addr, endpoint.address.v6().octets().data(), sizeof(v6.sin6_addr));
    made.length = sizeof(v6);
    std::memcpy(made.bytes.data(), &v6, sizeof(v6));
    return made;
}

std::optional<net::Endpoint> from_socket_address(base::Bytes bytes) noexcept {
    ::sa_family_t family = AF_UNSPEC;
    if (bytes.size() < sizeof(family)) return std::nullopt;
    std::memcpy(&family, bytes.data(), sizeof(family));
    if (family == AF_INET && bytes.size() >= sizeof(::sockaddr_in)) {
        ::sockaddr_in v4{};
        std::memcpy(&v4, bytes.data(), sizeof(v4));
        return net::Endpoint{.address = net::Ipv4Address(ntohl(v4.sin_addr.s_addr)),
                             .port = ntohs(v4.sin_port)};
    }
    if (family == AF_INET6 && bytes.size() >= sizeof(::sockaddr_in6)) {
        ::sockaddr_in6 v6{};
        std::memcpy(&v6, bytes.data(), sizeof(v6));
        return net::Endpoint{.address = net::Ipv6Address(std::to_array(v6.sin6_addr.s6_addr)),
                             .port = ntohs(v6.sin6_port),
                             .scope_id = v6.sin6_scope_id};
    }
    return std::nullopt;
}

int family_of(const net::IpAddress& address) noexcept {
    return address.is_v4() ? AF_INET : AF_INET6;
}

bool is_link_local(const net::IpAddress& address) noexcept {
    return !address.is_v4() && address.v6()[0] == 0xFE && (address.v6()[1] & 0xC0) == 0x80;
}

std::uint16_t bound_port(int fd) noexcept {
    SocketAddress own;
    own.length = own.bytes.size();
    if (::getsockname(fd, own.get(), &own.length) != 0) return 0;
    const auto endpoint = from_socket_address({own.bytes.data(), own.length});
    return endpoint ? endpoint->port : std::uint16_t{0};
}

std::optional<net::Endpoint> peer_of(int fd) noexcept {
    SocketAddress peer;
    peer.length = peer.bytes.size();
    if (::getpeername(fd, peer.get(), &peer.length) != 0) return std::nullopt;
    return from_socket_address({peer.bytes.data(), peer.length});
}

}  // namespace gate64::dns64d::io
