// SPDX-License-Identifier: Apache-2.0
#pragma once
// Endpoints as the kernel writes them. Values; no thread, no ownership.

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <optional>

#include "shared/base/bytes.h"
#include "shared/net/address.h"

namespace gate64::dns64d::io {

/// Room for either family.
struct SocketAddress {
    std::array<std::uint8_t, sizeof(::sockaddr_in6)> bytes{};
    ::socklen_t length = 0;

    [[nodiscard]] const ::sockaddr* get() const noexcept {
        return reinterpret_cast<const ::sockaddr*>(bytes.data());
    }
    [[nodiscard]] ::sockaddr* get() noexcept { return reinterpret_cast<::sockaddr*>(bytes.data()); }
};

/// IPv4 endpoints become sockaddr_in, all others sockaddr_in6.
[[nodiscard]] SocketAddress to_socket_address(const net::Endpoint& endpoint) noexcept;

/// What the kernel wrote; nothing for another family or a short one.
[[nodiscard]] std::optional<net::Endpoint> from_socket_address(base::Bytes bytes) noexcept;

/// AF_INET or AF_INET6.
[[nodiscard]] int family_of(const net::IpAddress& address) noexcept;

/// fe80::/10.
[[nodiscard]] bool is_link_local(const net::IpAddress& address) noexcept;

/// The port a socket is bound to, 0 when it is not; for listeners on port 0 in tests.
[[nodiscard]] std::uint16_t bound_port(int fd) noexcept;

/// The other end of a connected socket.
[[nodiscard]] std::optional<net::Endpoint> peer_of(int fd) noexcept;

}  // namespace gate64::dns64d::io
