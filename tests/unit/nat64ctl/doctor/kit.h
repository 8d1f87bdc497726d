// SPDX-License-Identifier: Apache-2.0
#pragma once
// A healthy gateway to take something from, and what the doctor says to it.

#include <string>
#include <vector>

#include "nat64ctl/doctor/doctor.h"

namespace gate64::nat64ctl::doctor::test {

/// The box of README's example: wan (IPv4, 1500) and lan (IPv6, 1520), netfilter framework,
/// 192.0.2.1 61000-65535 for three protocols, tuned, guarded, dns64d running.
struct Gateway {
    Gateway();

    model::Box box;
    plan::Wanted wanted;
    bool has_file = true;

    [[nodiscard]] model::InstanceFacts& instance() { return *box.translator->instance; }
    [[nodiscard]] model::InterfaceFacts& wan() { return box.network->interfaces.at(1); }
    [[nodiscard]] model::InterfaceFacts& lan() { return box.network->interfaces.at(2); }
    void set_global(const char* key, jool::GlobalValue value);
    void set_counter(const char* name, std::uint64_t value);
    void use_iptables();  ///< with both rules

    [[nodiscard]] std::vector<model::Finding> findings() const;
    /// "problem module-missing, note mtu": the ids in order.
    [[nodiscard]] std::string ids() const;
};

[[nodiscard]] net::Ipv4Address v4(const char* text);
[[nodiscard]] net::Ipv6Prefix prefix6(const char* text);
[[nodiscard]] jool::Pool4Entry entry(jool::Protocol protocol, const char* prefix,
                                     std::uint16_t min = 61000, std::uint16_t max = 65535,
                                     std::uint32_t mark = 0);

}  // namespace gate64::nat64ctl::doctor::test
