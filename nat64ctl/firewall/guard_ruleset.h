// SPDX-License-Identifier: Apache-2.0
#pragma once
// The guard as nftables text: one table of family ip6 with a chain at priority -300, before Jool in
// either framework. Pure. RFC 6052 2.2 splits the embedded address around bits 64 to 71 (the u
// octet) for every prefix length but 96 and 32, yet with u and suffix masked away the order of
// embedded addresses is that of the IPv4 addresses: a range of these is one range of IPv6 addresses
// for all six lengths.

#include <span>
#include <string>
#include <string_view>

#include "nat64ctl/model/firewall_facts.h"
#include "nat64ctl/model/guard_spec.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::firewall {

inline constexpr std::string_view guard_table = "gate64_guard";
/// Reasons for which the guard stops a packet, in the order they are looked at.
inline constexpr std::string_view guard_reasons[] = {"u_octet", "loopback", "own_address",
                                                     "special_use"};

/// Commands that replace the guard as one transaction. `counters` are the values to start from.
/// The error: pool6 is no prefix that RFC 6052 knows.
[[nodiscard]] base::Result<std::string> guard_ruleset(
    const model::GuardSpec& spec, std::span<const model::GuardCounter> counters);

/// Commands that remove the guard, there or not.
[[nodiscard]] std::string guard_removal();

/// The remark the guard's first rule carries, and what is read from it.
[[nodiscard]] std::string guard_comment(const model::GuardSpec& spec);

}  // namespace gate64::nat64ctl::firewall
