// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/firewall/nf_socket.h"

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace gate64::nat64ctl::firewall {
namespace {

constexpr const char* context = "netfilter over netlink";
constexpr std::size_t dump_octets = 32768;  // the largest datagram of a dump (netlink(7))

int show(const nlmsghdr* message, void* see) {
    (*static_cast<const std::function<void(const nlmsghdr*)>*>(see))(message);
    return MNL_CB_OK;
}

}  // namespace

void NfSocket::Close::operator()(mnl_socket* socket) const noexcept {
    mnl_socket_close(socket);
}

base::Result<NfSocket> NfSocket::open() {
    mnl_socket* socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
    if (socket == nullptr) return base::fail_errno(context, errno);
    NfSocket opened(socket);
    if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0) return base::fail_errno(context, errno);
    return opened;
}

base::Result<void> NfSocket::commit(const std::vector<std::uint8_t>& batch) {
    if (mnl_socket_sendto(socket_.get(), batch.data(), batch.size()) < 0)
        return base::fail_errno(context, errno);
    // The kernel works inside send: refusals are in the queue by now, and success is silence.
    alignas(nlmsghdr) std::array<std::uint8_t, 8192> buffer;
    for (;;) {
        const ssize_t size =
            recv(mnl_socket_get_fd(socket_.get()), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return {};
        if (size < 0) return base::fail_errno(context, errno);
        if (mnl_cb_run(buffer.data(), static_cast<std::size_t>(size), 0, 0, nullptr, nullptr) < 0)
            return base::fail_errno(context, errno);
    }
}

base::Result<void> NfSocket::dump(const std::vector<std::uint8_t>& request,
                                  const std::function<void(const nlmsghdr*)>& see) {
    if (mnl_socket_sendto(socket_.get(), request.data(), request.size()) < 0)
        return base::fail_errno(context, errno);
    std::vector<std::uint8_t> buffer(dump_octets);
    auto* data = const_cast<std::function<void(const nlmsghdr*)>*>(&see);
    for (;;) {
        const ssize_t size = mnl_socket_recvfrom(socket_.get(), buffer.data(), buffer.size());
        if (size < 0) return base::fail_errno(context, errno);
        const int verdict =
            mnl_cb_run(buffer.data(), static_cast<std::size_t>(size), 0, 0, show, data);
        if (verdict < 0) return base::fail_errno(context, errno);
        if (verdict == MNL_CB_STOP) return {};
    }
}

}  // namespace gate64::nat64ctl::firewall
