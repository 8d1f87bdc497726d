// SPDX-License-Identifier: Apache-2.0
#pragma once
// One UDP message with its addresses: taken out of a buffer that multishot recvmsg filled, or put
// into the form sendmsg wants. The local address travels in control data (IP_PKTINFO,
// IPV6_PKTINFO), so an answer leaves from the address that was asked, on a wildcard listener too.
// Pure; used on the shard's thread.

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <optional>

#include "dns64d/io/socket_address.h"
#include "shared/base/bytes.h"
#include "shared/net/address.h"

namespace gate64::dns64d::io {

struct Datagram {
    net::Endpoint peer;
    net::IpAddress local;  ///< the address it was sent to; unset when the kernel did not say
    bool local_known = false;
    std::uint32_t ifindex = 0;  ///< the interface it came in on
    bool truncated = false;     ///< the message was longer than the buffer
    base::Bytes payload;
};

/// The layout of receive buffers: hand it to Ring::receive_messages() for as long as that runs.
[[nodiscard]] const ::msghdr& datagram_shape() noexcept;

/// Octets of a buffer that are not payload.
[[nodiscard]] std::size_t datagram_overhead() noexcept;

/// Reads a buffer that was filled in datagram_shape(). Nothing when it makes no sense. The payload
/// is a view of `buffer`.
[[nodiscard]] std::optional<Datagram> read_datagram(base::Bytes buffer) noexcept;

/// What sendmsg(2) reads; it points into itself, so it must stay where it is.
struct OutgoingDatagram {
    OutgoingDatagram() = default;
    OutgoingDatagram(const OutgoingDatagram&) = delete;
    OutgoingDatagram& operator=(const OutgoingDatagram&) = delete;

    /// To `peer` from the address the query came to.
    void address(const net::Endpoint& peer, const net::IpAddress& local, bool local_known,
                 std::uint32_t ifindex) noexcept;
    /// On a connected socket.
    void address_connected() noexcept;
    /// The octets are only read; they must stay until the send is done.
    void payload(base::Bytes bytes) noexcept;

    ::msghdr header{};

  private:
    ::iovec vector_{};
    SocketAddress peer_;
    alignas(::cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(::in6_pktinfo))> control_{};
};

}  // namespace gate64::dns64d::io
