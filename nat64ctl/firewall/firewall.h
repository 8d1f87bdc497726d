// SPDX-License-Identifier: Apache-2.0
#pragma once
// The packet filter of one network namespace, as far as the translator depends on it: the two rules
// of the iptables framework, the guard, and NAT that gets in the way. Everything here goes to the
// kernel over netlink, runs no program, and works on the network namespace of the calling thread.
// Changing needs CAP_NET_ADMIN there; so does reading (errno EPERM says so).

#include <optional>
#include <string>

#include "nat64ctl/model/firewall_facts.h"
#include "nat64ctl/model/guard_spec.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::firewall {

[[nodiscard]] base::Result<model::FirewallFacts> observe_firewall();

/// Sees to it that mangle PREROUTING of `family` hands packets to `instance`. A rule that is there
/// already, ours or not, is enough. errno ENOENT: the kernel has no target JOOL (jool not loaded,
/// or built without iptables support).
/// REQUIRES: `instance` is a checked name (at most 15 octets).
[[nodiscard]] base::Result<void> add_interception(model::Family family,
                                                  const std::string& instance);

/// Takes away the rules that add_interception() made for `instance`, and no other.
[[nodiscard]] base::Result<void> remove_interception(model::Family family,
                                                     const std::string& instance);

/// Puts this guard in place of whatever guard is there, in one transaction; nothing: removes it.
/// What the counters of the guard before it held is carried over.
[[nodiscard]] base::Result<void> set_guard(const std::optional<model::GuardSpec>& spec);

}  // namespace gate64::nat64ctl::firewall
