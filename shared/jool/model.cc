// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/model.h"

namespace gate64::jool {

std::string_view name_of(Framework framework) noexcept {
    return framework == Framework::netfilter ? "netfilter" : "iptables";
}

std::string_view name_of(Protocol protocol) noexcept {
    switch (protocol) {
        case Protocol::tcp:
            return "tcp";
        case Protocol::udp:
            return "udp";
        case Protocol::icmp:
            return "icmp";
    }
    return "unknown";
}

std::string_view name_of(TcpState state) noexcept {
    switch (state) {
        case TcpState::established:
            return "ESTABLISHED";
        case TcpState::v6_init:
            return "V6_INIT";
        case TcpState::v4_init:
            return "V4_INIT";
        case TcpState::v4_fin_rcv:
            return "V4_FIN_RCV";
        case TcpState::v6_fin_rcv:
            return "V6_FIN_RCV";
        case TcpState::v4_fin_v6_fin_rcv:
            return "V4_FIN_V6_FIN_RCV";
        case TcpState::trans:
            return "TRANS";
    }
    return "unknown";
}

}  // namespace gate64::jool
