// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/nat64ctl/firewall/netns.h"

#include <gtest/gtest.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <memory>
#include <thread>

#include "shared/base/unique_fd.h"

namespace gate64::nat64ctl::firewall::test {
namespace {

void bring_loopback_up() {
    const base::UniqueFd socket(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    std::memcpy(request.ifr_name, "lo", 3);
    request.ifr_flags = IFF_UP;
    ASSERT_EQ(ioctl(socket.get(), SIOCSIFFLAGS, &request), 0);
}

}  // namespace

bool in_own_namespace(const std::function<void()>& work) {
    bool is_made = false;
    std::thread([&] {
        is_made = unshare(CLONE_NEWNET) == 0;
        if (!is_made) return;
        bring_loopback_up();
        work();
    }).join();
    return is_made;
}

void add_local_route(const net::Ipv6Prefix& prefix) {
    const std::unique_ptr<mnl_socket, int (*)(mnl_socket*)> socket(mnl_socket_open(NETLINK_ROUTE),
                                                                   mnl_socket_close);
    ASSERT_TRUE(socket);
    alignas(nlmsghdr) std::array<std::uint8_t, 8192> buffer{};
    nlmsghdr* message = mnl_nlmsg_put_header(buffer.data());
    message->nlmsg_type = RTM_NEWROUTE;
    message->nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_ACK;
    auto* route = static_cast<rtmsg*>(mnl_nlmsg_put_extra_header(message, sizeof(rtmsg)));
    route->rtm_family = AF_INET6;
    route->rtm_dst_len = static_cast<std::uint8_t>(prefix.length());
    route->rtm_table = RT_TABLE_LOCAL;
    route->rtm_protocol = RTPROT_STATIC;
    route->rtm_type = RTN_LOCAL;
    mnl_attr_put(message, RTA_DST, 16, prefix.address().octets().data());
    mnl_attr_put_u32(message, RTA_OIF, if_nametoindex("lo"));
    ASSERT_GT(mnl_socket_sendto(socket.get(), message, message->nlmsg_len), 0);
    const ssize_t size = mnl_socket_recvfrom(socket.get(), buffer.data(), buffer.size());
    ASSERT_GT(size, 0);
    ASSERT_GE(mnl_cb_run(buffer.data(), static_cast<std::size_t>(size), 0, 0, nullptr, nullptr), 0)
        << std::generic_category().message(errno);
}

void send_datagram(const net::Ipv6Address& destination, std::uint16_t port) {
    const base::UniqueFd socket(::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in6 to{};
    to.sin6_family = AF_INET6;
    to.sin6_port = htons(port);
    std::memcpy(&to.sin6_addr, destination.octets().data(), 16);
    const char octet = 'x';
    ASSERT_EQ(sendto(socket.get(), &octet, 1, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to),
              1)
        << std::generic_category().message(errno);
}

}  // namespace gate64::nat64ctl::firewall::test
