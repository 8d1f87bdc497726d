// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the configuration leaves to the host: its addresses, the networks it is on, the resolvers
// it uses. Read at start and at every reload, so that building settings itself is pure.

#include <string>
#include <vector>

#include "shared/base/error.h"
#include "shared/net/address.h"
#include "shared/net/prefix.h"

namespace gate64::dns64d::process {

struct HostFacts {
    std::vector<net::IpAddress> addresses;      ///< on any interface, loopback included
    std::vector<net::IpPrefix> networks;        ///< directly connected, loopback included
    std::vector<net::Endpoint> resolv_servers;  ///< "nameserver" lines, in order

    [[nodiscard]] bool is_own(const net::IpAddress& address) const noexcept;
    friend bool operator==(const HostFacts&, const HostFacts&) = default;
};

/// getifaddrs(3) and `resolv_conf`. A missing resolv.conf is no error: it names no servers.
[[nodiscard]] base::Result<HostFacts> read_host_facts(
    const std::string& resolv_conf = "/etc/resolv.conf");

/// The "nameserver" lines of resolv.conf text; lines that cannot be read are passed over, as the
/// C library does.
[[nodiscard]] std::vector<net::Endpoint> parse_resolv_conf(const std::string& text);

}  // namespace gate64::dns64d::process
