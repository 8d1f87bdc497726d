// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/socket_option.h"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace gate64::dns64d::io {

bool set_option(int fd, int level, int name, int value) noexcept {
    return ::setsockopt(fd, level, name, &value, sizeof(value)) == 0;
}

bool ignore_path_mtu(int fd, int family) noexcept {
    return family == AF_INET ? set_option(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT)
                             : set_option(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_OMIT);
}

bool set_abort_on_close(int fd) noexcept {
    const ::linger abort{.l_onoff = 1, .l_linger = 0};
    return ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &abort, sizeof(abort)) == 0;
}

bool has_unsent_octets(int fd) noexcept {
    int octets = 0;
    return ::ioctl(fd, SIOCOUTQ, &octets) == 0 && octets > 0;
}

}  // namespace gate64::dns64d::io
