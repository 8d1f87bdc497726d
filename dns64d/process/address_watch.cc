// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/address_watch.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace gate64::dns64d::process {

base::Result<AddressWatch> AddressWatch::start() {
    base::UniqueFd fd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE));
    if (!fd.valid()) return base::fail_errno("watching this host's addresses", errno);
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return base::fail_errno("watching this host's addresses", errno);
    }
    return AddressWatch(std::move(fd));
}

bool AddressWatch::changed() const noexcept {
    bool any = false;
    alignas(nlmsghdr) std::array<char, 8192> buffer{};
    for (;;) {
        // Only the kernel is in these groups, and only that something changed matters.
        const ssize_t got = recv(socket_.get(), buffer.data(), buffer.size(), 0);
        const bool noticed = got > 0 || (got < 0 && errno == ENOBUFS);
        if (!noticed && (got == 0 || errno != EINTR)) return any;
        any = any || noticed;
    }
}

}  // namespace gate64::dns64d::process
