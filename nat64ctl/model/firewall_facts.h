// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the packet filter of one network namespace does that concerns the translator: rules that
// hand packets to Jool (iptables framework), the guard, and NAT that gets in Jool's way. Plain
// values, read by nat64ctl/firewall.

#include <cstdint>
#include <string>
#include <vector>

namespace gate64::nat64ctl::model {

enum class Family : std::uint8_t { ipv4, ipv6 };

/// A rule with the xt target JOOL.
struct InterceptionRule {
    Family family = Family::ipv4;
    std::string table;     ///< "mangle"
    std::string chain;     ///< "PREROUTING"
    std::string instance;  ///< the instance it names
    bool is_ours = false;  ///< made by nat64ctl
    std::uint64_t handle = 0;
    friend bool operator==(const InterceptionRule&, const InterceptionRule&) = default;
};

/// One reason of the guard with what it stopped.
struct GuardCounter {
    std::string reason;  ///< "special_use", "own_address", "loopback", "u_octet"
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    friend bool operator==(const GuardCounter&, const GuardCounter&) = default;
};

struct GuardFacts {
    bool is_installed = false;
    std::string pool6;        ///< the prefix it guards, as text
    std::string fingerprint;  ///< of the rule set it was made from, to see whether it is current
    std::vector<GuardCounter> counters;
    friend bool operator==(const GuardFacts&, const GuardFacts&) = default;
};

/// A chain of the kernel's own NAT; `text` quotes its first rule.
struct NatChain {
    Family family = Family::ipv4;
    std::string table;
    std::string chain;
    std::vector<std::string> rules;  ///< as the kernel's tools print them, at most 64
    friend bool operator==(const NatChain&, const NatChain&) = default;
};

struct FirewallFacts {
    std::vector<InterceptionRule> interception;
    GuardFacts guard;
    std::vector<NatChain> nat;
    friend bool operator==(const FirewallFacts&, const FirewallFacts&) = default;
};

}  // namespace gate64::nat64ctl::model
