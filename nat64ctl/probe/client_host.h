// SPDX-License-Identifier: Apache-2.0
#pragma once
// A client of the translator that lives on this box: a network namespace without a name, joined to
// the caller's by a veth pair. Jool translates only what comes in from outside, so packets of the
// box itself would say nothing. The namespace belongs to one thread: when it ends, however the
// process ends, the kernel takes the namespace and with it both ends of the pair, route and
// neighbour included. The box gets no address (an address would make dns64d look again at its
// directly connected networks), only a host route; neighbours are fixed, so neither duplicate
// address detection nor a firewall's rules for neighbour discovery matter.

#include <functional>

#include "shared/base/error.h"
#include "shared/net/address.h"
#include "shared/net/prefix.h"

namespace gate64::nat64ctl::probe {

struct ClientHost {
    net::Ipv6Address address;  ///< the client's
    net::Ipv6Prefix pool6;     ///< what it routes to the box
};

/// Runs `work` as that client, on a thread of its own, and waits for it. Errors are those of
/// setting it up. Needs CAP_SYS_ADMIN (the namespace) and CAP_NET_ADMIN (the pair); raw sockets
/// inside need CAP_NET_RAW.
[[nodiscard]] base::Result<void> run_as_client(const ClientHost& host,
                                               const std::function<void()>& work);

}  // namespace gate64::nat64ctl::probe
