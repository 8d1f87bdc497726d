// SPDX-License-Identifier: Apache-2.0
#pragma once
// A network namespace of a test's own, with the loopback interface up, so that tests change real
// netfilter tables and send real packets without touching the machine's.

#include <functional>

#include "shared/net/prefix.h"

namespace gate64::nat64ctl::firewall::test {

/// Runs `work` on a thread in a fresh network namespace, which goes with the thread. False: this
/// user may not make one.
[[nodiscard]] bool in_own_namespace(const std::function<void()>& work);

/// Takes every address of `prefix` for local on the calling thread's namespace.
void add_local_route(const net::Ipv6Prefix& prefix);

/// Sends one UDP datagram with an octet to `port` of `destination`.
void send_datagram(const net::Ipv6Address& destination, std::uint16_t port);

}  // namespace gate64::nat64ctl::firewall::test
