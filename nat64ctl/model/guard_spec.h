// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the guard is made from: which packets for pool6 must not reach the translator. A plain value
// that plan computes from the file and the box, and nat64ctl/firewall turns into a rule set.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/jool/model.h"
#include "shared/net/address.h"
#include "shared/net/prefix.h"

namespace gate64::nat64ctl::model {

/// Ports of one of the gateway's own addresses that belong to pool4: clients that reach each other
/// through pool4 (hairpinning, RFC 6146 3.8) pass although the address is the gateway's.
struct GuardPort {
    jool::Protocol protocol = jool::Protocol::tcp;  ///< tcp or udp
    net::Ipv4Address address;
    std::uint16_t port_min = 0;
    std::uint16_t port_max = 0;  ///< included
    friend auto operator<=>(const GuardPort&, const GuardPort&) = default;
};

/// Neighbouring addresses, both ends included.
struct AddressRange {
    net::Ipv4Address first;
    net::Ipv4Address last;
    friend auto operator<=>(const AddressRange&, const AddressRange&) = default;
};

/// Lists are in ascending order and hold nothing twice, so that equal guards compare equal.
struct GuardSpec {
    net::Ipv6Prefix pool6;              ///< of a length that RFC 6052 knows
    std::vector<AddressRange> denied;   ///< non-global by the special-purpose table; disjoint
    std::vector<net::Ipv4Address> own;  ///< the gateway's addresses, without loopback
    std::vector<GuardPort> hairpin;     ///< wins over `own`
    friend bool operator==(const GuardSpec&, const GuardSpec&) = default;
};

/// Sixteen hexadecimal digits that change whenever `spec`, or how rules are made from it, does.
[[nodiscard]] std::string fingerprint_of(const GuardSpec& spec);

}  // namespace gate64::nat64ctl::model
