// SPDX-License-Identifier: Apache-2.0
#pragma once
// Which kernel settings make pool4 safe. Jool takes every packet for a pool4 port that has a
// binding, so the box's own connections must not leave from those ports: the ephemeral range
// (net.ipv4.ip_local_port_range) is moved out of pool4, and pool4 goes into
// net.ipv4.ip_local_reserved_ports beside what others put there. Forwarding is switched on; where
// that would make the box deaf to the router advertisements its default route comes from, accept_ra
// becomes 2 first (Linux, Documentation/networking/ip-sysctl). Pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/model/network_facts.h"
#include "nat64ctl/model/ports.h"
#include "nat64ctl/plan/step.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::plan {

inline constexpr std::string_view port_range_key = "net.ipv4.ip_local_port_range";
inline constexpr std::string_view reserved_ports_key = "net.ipv4.ip_local_reserved_ports";
inline constexpr std::string_view ipv4_forwarding_key = "net.ipv4.conf.all.forwarding";
inline constexpr std::string_view ipv6_forwarding_key = "net.ipv6.conf.all.forwarding";

/// "net.ipv6.conf.IF.accept_ra"; dots in the interface's name become slashes, as in sysctl(8).
[[nodiscard]] std::string accept_ra_key(std::string interface);

/// The box's own connections need at least this many ports; less is refused.
inline constexpr std::uint32_t ephemeral_ports_min = 2048;
/// As many as Linux gives by default; a moved range takes no more, so that low ports stay free for
/// services.
inline constexpr std::uint32_t ephemeral_ports_usual = 28232;

/// What empty pool4 masquerades with, on the addresses of the interface that packets leave by.
inline constexpr model::PortRange masquerade_ports{61001, 65535};

struct Tuning {
    struct Write {
        WriteSysctl sysctl;
        std::string why;
    };
    std::vector<Write> writes;  ///< in the order they must be made
    model::PortRange ephemeral;
    model::PortSet reserved;
    /// pool4 overlaps the ephemeral range, but only on addresses that are not the box's own, so no
    /// connection of the box leaves from them.
    bool overlaps_elsewhere = false;
};

/// The settings that `pool4` needs (empty: masquerade). `network` absent: every pool4 address
/// counts as the box's own. `reserved_by_us`: what we put into the reserved ports before.
/// The error says how much of pool4 must go for the box to keep ports of its own.
[[nodiscard]] base::Result<Tuning> tuning_for(std::span<const jool::Pool4Entry> pool4,
                                              const model::SysctlFacts& sysctl,
                                              const model::NetworkFacts* network,
                                              const model::PortSet& reserved_by_us);

/// The TCP and UDP ports of `pool4`, whatever the address. ICMP identifiers are no ports.
[[nodiscard]] model::PortSet ports_of(std::span<const jool::Pool4Entry> pool4);
/// The ports of `pool4` on addresses of the box itself.
[[nodiscard]] model::PortSet ports_on_own_addresses(std::span<const jool::Pool4Entry> pool4,
                                                    const model::NetworkFacts* network);

/// The ephemeral range to use when `taken` is not to be: `now` where it is clear of it; else the
/// widest part of `now` that is, when that is half of the usual or more; else the top of the widest
/// gap from 1024 on. Ends differ in parity, as the kernel prefers. Nothing: no gap is wide enough.
[[nodiscard]] std::optional<model::PortRange> ephemeral_range(const model::PortRange& now,
                                                              const model::PortSet& taken);

}  // namespace gate64::nat64ctl::plan
