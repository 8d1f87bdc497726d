// SPDX-License-Identifier: Apache-2.0
#pragma once
// Questions to the kernel over rtnetlink with bounded answers, streamed a message at a time, in the
// network namespace of the thread that opens the socket. libnl carries the messages; libnl-route is
// not used, because its caches hold whole tables and a router may have a million routes.
// One thread.

#include <netlink/msg.h>
#include <netlink/netlink.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "shared/base/error.h"

namespace gate64::nat64ctl::system {

/// An attribute of a request.
struct NetlinkAttribute {
    int type = 0;
    std::span<const std::uint8_t> data;
};

class NetlinkSocket {
  public:
    /// Connects to NETLINK_ROUTE, with the kernel's strict checking of dump filters where it has
    /// it.
    [[nodiscard]] static base::Result<NetlinkSocket> connect();

    /// A request of `type` whose fixed header is `header`. `visit` sees every message of the
    /// answer, and returns false to see no more.
    /// errno EMSGSIZE: more than `messages_max` messages.
    using Visit = std::function<bool(const nlmsghdr&)>;
    [[nodiscard]] base::Result<void> dump(int type, std::span<const std::uint8_t> header,
                                          const Visit& visit);
    /// The same for one answer. The error is the kernel's.
    [[nodiscard]] base::Result<void> ask(int type, std::span<const std::uint8_t> header,
                                         std::span<const NetlinkAttribute> attributes,
                                         const Visit& visit);

    static constexpr std::size_t messages_max = 65536;

  private:
    struct Free {
        void operator()(nl_sock* socket) const noexcept { nl_socket_free(socket); }
    };
    explicit NetlinkSocket(nl_sock* socket) noexcept : socket_(socket) {}
    base::Result<void> exchange(int type, int flags, std::span<const std::uint8_t> header,
                                std::span<const NetlinkAttribute> attributes, const Visit& visit);
    std::unique_ptr<nl_sock, Free> socket_;
};

}  // namespace gate64::nat64ctl::system
