// SPDX-License-Identifier: Apache-2.0
#include "bench/load/client_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include "bench/core/sources.h"
#include "dns64d/io/socket_address.h"
#include "dns64d/io/socket_option.h"

namespace gate64::bench {

namespace io = dns64d::io;

namespace {

/// Answers that wait while the generator is at something else must not be lost here.
constexpr int receive_buffer = 1 << 22;

std::unexpected<base::Error> socket_failure(const char* what, const net::Endpoint& endpoint) {
    const int error = errno;
    return base::fail_errno(std::string(what) + " " + endpoint.text(), error);
}

base::Result<void> bind_source(int fd, const LoadPlan& plan, std::uint32_t client) {
    if (plan.sources.empty()) return {};
    const net::Endpoint source{.address = source_of(plan.sources, client), .port = 0};
    if (source.address.is_v4() != plan.server.address.is_v4()) {
        return base::fail("source " + source.address.text() + " and server " + plan.server.text() +
                          " are not of one family");
    }
    // A thousand connections need not be a thousand ports of one address.
    (void)io::set_option(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    const io::SocketAddress address = io::to_socket_address(source);
    if (::bind(fd, address.get(), address.length) != 0) {
        return socket_failure("cannot send from", source);
    }
    return {};
}

}  // namespace

base::Result<base::UniqueFd> open_client_socket(const LoadPlan& plan, std::uint32_t client) {
    const bool udp = plan.transport == Transport::udp;
    const int family = io::family_of(plan.server.address);
    base::UniqueFd fd(::socket(family, (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0));
    if (!fd.valid()) return socket_failure("cannot open a socket for", plan.server);
    if (auto bound = bind_source(fd.get(), plan, client); !bound) {
        return std::unexpected(std::move(bound.error()));
    }
    if (!udp) {
        (void)io::set_option(fd.get(), IPPROTO_TCP, TCP_NODELAY, 1);
        return fd;
    }
    (void)io::set_option(fd.get(), SOL_SOCKET, SO_RCVBUF, receive_buffer);
    const io::SocketAddress server = io::to_socket_address(plan.server);
    if (::connect(fd.get(), server.get(), server.length) != 0) {
        return socket_failure("cannot reach", plan.server);
    }
    return fd;
}

}  // namespace gate64::bench
