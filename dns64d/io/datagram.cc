// SPDX-License-Identifier: Apache-2.0
#include "dns64d/io/datagram.h"

#include <arpa/inet.h>
#include <liburing.h>

#include <cstring>

namespace gate64::dns64d::io {
namespace {

/// A little more than sockaddr_in6, so that control data behind it is aligned.
constexpr std::size_t name_space = 32;
constexpr std::size_t control_space = 64;
static_assert(name_space >= sizeof(::sockaddr_in6));
static_assert(control_space >= CMSG_SPACE(sizeof(::in6_pktinfo)));

struct PacketInfo {
    net::IpAddress local;
    std::uint32_t ifindex = 0;
};

template <typename T>
bool load(base::Bytes bytes, T& value) noexcept {
    if (bytes.size() < sizeof(T)) return false;
    std::memcpy(&value, bytes.data(), sizeof(T));
    return true;
}

std::optional<PacketInfo> packet_info(const ::cmsghdr& header, base::Bytes data) noexcept {
    if (header.cmsg_level == IPPROTO_IP && header.cmsg_type == IP_PKTINFO) {
        // ipi_spec_dst is ours even when the packet went to a broadcast address.
        ::in_pktinfo info{};
        if (load(data, info)) {
            return PacketInfo{.local = net::Ipv4Address(ntohl(info.ipi_spec_dst.s_addr)),
                              .ifindex = static_cast<std::uint32_t>(info.ipi_ifindex)};
        }
    }
    if (header.cmsg_level == IPPROTO_IPV6 && header.cmsg_type == IPV6_PKTINFO) {
        ::in6_pktinfo info{};
        if (load(data, info)) {
            return PacketInfo{.local = net::Ipv6Address(std::to_array(info.ipi6_addr.s6_addr)),
                              .ifindex = info.ipi6_ifindex};
        }
    }
    return std::nullopt;
}

std::optional<PacketInfo> find_packet_info(base::Bytes control) noexcept {
    ::cmsghdr header{};
    while (load(control, header)) {
        if (header.cmsg_len < CMSG_LEN(0) || header.cmsg_len > control.size()) return {};
        const base::Bytes data = control.subspan(CMSG_LEN(0), header.cmsg_len - CMSG_LEN(0));
        if (const auto info = packet_info(header, data)) return info;
        const std::size_t step = CMSG_ALIGN(header.cmsg_len);
        if (step >= control.size()) return {};
        control = control.subspan(step);
    }
    return {};
}

bool is_multicast(const net::IpAddress& address) noexcept {
    return address.is_v4() ? (address.v4().value() >> 28) == 0xE : address.v6()[0] == 0xFF;
}

}  // namespace

const ::msghdr& datagram_shape() noexcept {
    static const ::msghdr shape = [] {
        ::msghdr made{};
        made.msg_namelen = name_space;
        made.msg_controllen = control_space;
        return made;
    }();
    return shape;
}

std::size_t datagram_overhead() noexcept {
    return sizeof(::io_uring_recvmsg_out) + name_space + control_space;
}

std::optional<Datagram> read_datagram(base::Bytes buffer) noexcept {
    ::io_uring_recvmsg_out out{};
    if (!load(buffer, out) || buffer.size() < datagram_overhead()) return std::nullopt;
    if (out.namelen > name_space || out.controllen > control_space) return std::nullopt;
    const base::Bytes after_header = buffer.subspan(sizeof(::io_uring_recvmsg_out));
    const auto peer = from_socket_address(after_header.first(out.namelen));
    if (!peer) return std::nullopt;

    Datagram datagram;
    datagram.peer = *peer;
    datagram.truncated = (out.flags & MSG_TRUNC) != 0;
    datagram.payload = buffer.subspan(datagram_overhead());
    const auto info = find_packet_info(after_header.subspan(name_space, out.controllen));
    if (info) {
        datagram.ifindex = info->ifindex;
        if (!is_multicast(info->local)) {
            datagram.local = info->local;
            datagram.local_known = true;
        }
    }
    return datagram;
}

void OutgoingDatagram::address(const net::Endpoint& peer, const net::IpAddress& local,
                               bool local_known, std::uint32_t ifindex) noexcept {
    header = {};
    peer_ = to_socket_address(peer);
    header.msg_name = peer_.bytes.data();
    header.msg_namelen = peer_.length;
    if (!local_known) return;

    ::cmsghdr control{};
    std::size_t data_size = 0;
    if (peer.address.is_v4()) {
        ::in_pktinfo info{};
        info.ipi_spec_dst.s_addr = htonl(local.v4().value());
        control.cmsg_level = IPPROTO_IP;
        control.cmsg_type = IP_PKTINFO;
        data_size = sizeof(info);
        std::memcpy(control_.data() + CMSG_LEN(0), &info, sizeof(info));
    } else {
        ::in6_pktinfo info{};
        std::memcpy(&info.ipi6_addr, local.v6().octets().data(), sizeof(info.ipi6_addr));
        // Routing decides, except where an address means something on one link only.
        if (is_link_local(local) || is_link_local(peer.address)) info.ipi6_ifindex = ifindex;
        control.cmsg_level = IPPROTO_IPV6;
        control.cmsg_type = IPV6_PKTINFO;
        data_size = sizeof(info);
        std::memcpy(control_.data() + CMSG_LEN(0), &info, sizeof(info));
    }
    control.cmsg_len = CMSG_LEN(data_size);
    std::memcpy(control_.data(), &control, sizeof(control));
    header.msg_control = control_.data();
    header.msg_controllen = CMSG_SPACE(data_size);
}

void OutgoingDatagram::address_connected() noexcept {
    header = {};
}

void OutgoingDatagram::payload(base::Bytes bytes) noexcept {
    // iovec serves receiving too, so it lacks the const.
    vector_ = {.iov_base = const_cast<std::uint8_t*>(bytes.data()), .iov_len = bytes.size()};
    header.msg_iov = &vector_;
    header.msg_iovlen = 1;
}

}  // namespace gate64::dns64d::io
