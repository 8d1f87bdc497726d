// SPDX-License-Identifier: Apache-2.0
#pragma once
// Plain blocking sockets on loopback that play the other side in the tests of the ring.

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "dns64d/io/socket_address.h"
#include "shared/base/unique_fd.h"

namespace gate64::dns64d::io {

inline net::Endpoint endpoint(const char* text) {
    return net::Endpoint::parse(text, 0).value();
}

inline void set_receive_timeout(int fd, int ms) {
    const ::timeval limit{.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
    (void)::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
}

/// A socket bound to `own`; reads give up after two seconds.
inline base::UniqueFd plain_socket(const net::Endpoint& own, int type) {
    base::UniqueFd fd(::socket(family_of(own.address), type | SOCK_CLOEXEC, 0));
    const SocketAddress address = to_socket_address(own);
    if (::bind(fd.get(), address.get(), address.length) != 0) fd.reset();
    set_receive_timeout(fd.get(), 2000);
    return fd;
}

inline bool send_text(int fd, const net::Endpoint& to, const std::string& text) {
    const SocketAddress address = to_socket_address(to);
    return ::sendto(fd, text.data(), text.size(), 0, address.get(), address.length) ==
           static_cast<ssize_t>(text.size());
}

struct Received {
    net::Endpoint from;
    std::string text;
};

/// Nothing after the time-out of the socket.
inline std::optional<Received> receive_text(int fd) {
    std::array<char, 65536> space{};
    SocketAddress from;
    from.length = from.bytes.size();
    const auto count = ::recvfrom(fd, space.data(), space.size(), 0, from.get(), &from.length);
    if (count < 0) return std::nullopt;
    Received received;
    if (const auto peer = from_socket_address({from.bytes.data(), from.length})) {
        received.from = *peer;
    }
    received.text.assign(space.data(), static_cast<std::size_t>(count));
    return received;
}

inline std::string text_of(base::Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

}  // namespace gate64::dns64d::io
