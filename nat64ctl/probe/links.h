// SPDX-License-Identifier: Apache-2.0
#pragma once
// The few changes to links, addresses, routes and neighbours that the probe's client needs, over
// rtnetlink. A socket works on the network namespace that its thread was in when it was opened.

#include <netlink/netlink.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "shared/base/error.h"
#include "shared/net/address.h"
#include "shared/net/prefix.h"

namespace gate64::nat64ctl::probe {

using MacAddress = std::array<std::uint8_t, 6>;

class Links {
  public:
    [[nodiscard]] static base::Result<Links> open();

    /// A pair of new links, both down: `name` here, `peer` in the namespace of `peer_namespace`.
    [[nodiscard]] base::Result<void> add_pair(const std::string& name, const MacAddress& mac,
                                              const std::string& peer, const MacAddress& peer_mac,
                                              int peer_namespace);
    [[nodiscard]] base::Result<int> index_of(const std::string& name);
    /// Brings a link up; without `has_link_local` it gets no address by itself.
    [[nodiscard]] base::Result<void> bring_up(int index, bool has_link_local);
    /// Waits, for a second at most, until a link that is up passes packets: its queue starts a
    /// moment after both ends are up, and what is sent before is lost.
    [[nodiscard]] base::Result<void> wait_until_running(int index);
    /// As /128, in use at once.
    [[nodiscard]] base::Result<void> add_address(int index, const net::Ipv6Address& address);
    /// `via` nullptr: on link.
    [[nodiscard]] base::Result<void> add_route(int index, const net::Ipv6Prefix& destination,
                                               const net::Ipv6Address* via);
    [[nodiscard]] base::Result<void> add_neighbour(int index, const net::Ipv6Address& address,
                                                   const MacAddress& mac);

  private:
    struct Free {
        void operator()(nl_sock* socket) const noexcept { nl_socket_free(socket); }
    };
    explicit Links(nl_sock* socket) noexcept : socket_(socket) {}
    std::unique_ptr<nl_sock, Free> socket_;
};

}  // namespace gate64::nat64ctl::probe
