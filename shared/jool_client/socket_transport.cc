// SPDX-License-Identifier: Apache-2.0
#include "shared/jool_client/socket_transport.h"

#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "shared/jool/abi.h"
#include "shared/jool/message.h"

namespace gate64::jool {
namespace {

// A reply is one page at most, an error that quotes its request one more.
constexpr std::size_t reply_max = 16384;

int errno_of(int netlink_error) noexcept {
    switch (-netlink_error) {
        case NLE_OBJ_NOTFOUND:
        case NLE_NOADDR:
            return ENOENT;
        case NLE_PERM:
        case NLE_NOACCESS:
            return EPERM;
        case NLE_NOMEM:
            return ENOMEM;
        case NLE_AF_NOSUPPORT:
            return EAFNOSUPPORT;
        case NLE_AGAIN:
            return EAGAIN;
        default:
            return EIO;
    }
}

std::unexpected<base::Error> netlink_failure(const std::string& what, int netlink_error) {
    return base::fail(what + ": " + ::nl_geterror(netlink_error), errno_of(netlink_error));
}

base::Result<std::uint16_t> resolve(nl_sock* socket, const std::string& name) {
    const int family = ::genl_ctrl_resolve(socket, name.c_str());
    if (family < 0 && errno_of(family) == ENOENT) {
        return base::fail("Jool's kernel module is not loaded (no generic netlink family \"" +
                              name + "\"): try nat64ctl up, or modprobe jool",
                          ENOENT);
    }
    if (family < 0) return netlink_failure("cannot look Jool up in the kernel", family);
    return static_cast<std::uint16_t>(family);
}

/// Whether netlink itself says that nobody has the family any more.
bool is_family_gone(base::Bytes reply) noexcept {
    std::uint16_t type = 0;
    std::int32_t number = 0;
    if (reply.size() < abi::netlink_header_bytes + sizeof number) return false;
    std::memcpy(&type, reply.data() + offsetof(nlmsghdr, nlmsg_type), sizeof type);
    std::memcpy(&number, reply.data() + abi::netlink_header_bytes, sizeof number);
    return type == NLMSG_ERROR && number == -ENOENT;
}

void put(Octets& message, std::size_t offset, const auto& value) noexcept {
    std::memcpy(message.data() + offset, &value, sizeof value);
}

}  // namespace

void SocketTransport::SocketDeleter::operator()(nl_sock* socket) const noexcept {
    ::nl_socket_free(socket);
}

base::Result<std::unique_ptr<SocketTransport>> SocketTransport::open(const SocketOptions& options) {
    const auto version = read_module_version(options.version_file);
    if (!version) return std::unexpected(version.error());
    SocketPtr socket(::nl_socket_alloc());
    if (!socket) return base::fail_errno("cannot make a netlink socket", ENOMEM);
    ::nl_socket_disable_auto_ack(socket.get());
    if (const int failed = ::genl_connect(socket.get()); failed < 0)
        return netlink_failure("cannot open a generic netlink socket", failed);
    // The reason in words where the kernel has some; older kernels do without.
    const int on = 1;
    (void)::setsockopt(::nl_socket_get_fd(socket.get()), SOL_NETLINK, NETLINK_EXT_ACK, &on,
                       sizeof on);
    const auto family = resolve(socket.get(), options.family_name);
    if (!family) return std::unexpected(family.error());
    const TransportFacts facts{.family = *family, .version = *version};
    return std::unique_ptr<SocketTransport>(new SocketTransport(std::move(socket), facts, options));
}

base::Result<void> SocketTransport::send(base::Bytes request, std::uint32_t sequence) {
    Octets message(request.begin(), request.end());
    put(message, offsetof(nlmsghdr, nlmsg_type), facts_.family);
    put(message, offsetof(nlmsghdr, nlmsg_seq), sequence);
    put(message, offsetof(nlmsghdr, nlmsg_pid), ::nl_socket_get_local_port(socket_.get()));
    if (const int sent = ::nl_sendto(socket_.get(), message.data(), message.size()); sent < 0)
        return netlink_failure("cannot send to Jool", sent);
    return {};
}

base::Result<Octets> SocketTransport::receive(std::uint32_t sequence) {
    const int fd = ::nl_socket_get_fd(socket_.get());
    const auto deadline = std::chrono::steady_clock::now() + options_.reply_timeout;
    Octets reply(reply_max);
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
        const int ready =
            left.count() <= 0 ? 0 : ::poll(&waiting, 1, static_cast<int>(left.count()));
        if (ready == 0) return base::fail_errno("waiting for Jool's reply", ETIMEDOUT);
        if (ready < 0 && errno == EINTR) continue;
        sockaddr_nl from{};
        socklen_t from_size = sizeof from;
        const ssize_t size = ::recvfrom(fd, reply.data(), reply.size(), MSG_DONTWAIT | MSG_TRUNC,
                                        reinterpret_cast<sockaddr*>(&from), &from_size);
        if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (size < 0) return base::fail_errno("receiving Jool's reply", errno);
        if (static_cast<std::size_t>(size) > reply.size())
            return base::fail_errno("receiving Jool's reply", EMSGSIZE);
        std::uint32_t number = 0;
        if (static_cast<std::size_t>(size) < abi::netlink_header_bytes || from.nl_pid != 0)
            continue;  // not from the kernel
        std::memcpy(&number, reply.data() + offsetof(nlmsghdr, nlmsg_seq), sizeof number);
        if (number != sequence) continue;  // the late answer to a question given up
        reply.resize(static_cast<std::size_t>(size));
        return reply;
    }
}

base::Result<Octets> SocketTransport::exchange_once(base::Bytes request, bool expects_reply) {
    const std::uint32_t sequence = ::nl_socket_use_seq(socket_.get());
    if (const auto sent = send(request, sequence); !sent) return std::unexpected(sent.error());
    if (!expects_reply) return Octets();
    return receive(sequence);
}

base::Result<Octets> SocketTransport::exchange(base::Bytes request, bool expects_reply) {
    if (request.size() < abi::attributes_offset)
        return base::fail_errno("a request to Jool is too short", EINVAL);
    auto reply = exchange_once(request, expects_reply);
    if (!reply || !is_family_gone(*reply)) return reply;
    const auto family = resolve(socket_.get(), options_.family_name);
    if (!family) return std::unexpected(family.error());
    facts_.family = *family;
    return exchange_once(request, expects_reply);
}

}  // namespace gate64::jool
