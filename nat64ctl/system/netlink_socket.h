// SPDX-License-Identifier: Apache-2.0
#pragma once
// Questions to the kernel over rtnetlink with bounded answers, streamed a message at a time, in the
// network namespace of the thread that opens the socket. libnl carries the messages; libnl-route is
// not used, because its caches hold whole tables and a router may have a million routes.
// One thread.

#include <netlink/netlink.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

class NetlinkSocket {
  public:
    /// Connects to NETLINK_ROUTE, with the kernel's own filtering of listings.
    [[nodiscard]] static base::Result<NetlinkSocket> connect();

    /// Sees one message of an answer; valid during the call.
    using Visit = std::function<void(nlmsghdr&)>;

    /// Messages of one answer; more is an error.
    static constexpr std::size_t messages_max = 65536;

    /// A listing. `header` is the fixed part of the request. A listing that changes while it is
    /// read may miss or repeat an entry, as with ip(8). errno EMSGSIZE: more than messages_max;
    /// the socket is of no use then. Other errors are the kernel's.
    [[nodiscard]] base::Result<void> dump(int type, std::span<const std::uint8_t> header,
                                          const Visit& visit);

    /// A question with one answer; `attribute` goes after the header.
    [[nodiscard]] base::Result<void> ask(int type, std::span<const std::uint8_t> header,
                                         int attribute, std::span<const std::uint8_t> value,
                                         const Visit& visit);

  private:
    struct Free {
        void operator()(nl_sock* socket) const noexcept { nl_socket_free(socket); }
    };
    explicit NetlinkSocket(nl_sock* socket) noexcept : socket_(socket) {}
    [[nodiscard]] base::Result<void> exchange(nl_msg* request, const Visit& visit);
    std::unique_ptr<nl_sock, Free> socket_;
};

}  // namespace gate64::nat64ctl::system
