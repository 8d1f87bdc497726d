// SPDX-License-Identifier: Apache-2.0
#pragma once
// From the live state and the file to ordered steps. Pure: the same inputs always give the same
// plan, and a plan of no steps means that the box is as the file says. Steps are ordered so that
// the box is never in a state worse than before or after: room is made (sysctls) before pool4 is
// given out, pool4 grows before it shrinks, interception comes last and goes first.

#include <string>
#include <vector>

#include "nat64ctl/model/box.h"
#include "nat64ctl/model/ports.h"
#include "nat64ctl/plan/step.h"
#include "shared/base/error.h"
#include "shared/config/model.h"
#include "shared/jool/pool_set.h"

namespace gate64::nat64ctl::plan {

/// What the file's [[dns64]] blocks say about destinations (guard.h).
struct GuardPolicy {
    std::vector<model::AddressRange> denied;  ///< special-purpose ranges, ascending, disjoint
    bool deny_own = true;                     ///< the gateway's own addresses
    friend bool operator==(const GuardPolicy&, const GuardPolicy&) = default;
};

/// The file's [nat64], in Jool's terms.
struct Wanted {
    std::string instance;
    jool::Framework framework = jool::Framework::netfilter;
    net::Ipv6Prefix pool6;
    jool::PoolSet pool4;
    std::vector<jool::BibEntry> bib;
    std::vector<jool::GlobalSetting> globals;  ///< those the file names; others are Jool's default
    bool tune = true;
    bool guard = true;
    /// What nat64ctl put into net.ipv4.ip_local_reserved_ports before, as its state file has it:
    /// the rest is somebody else's and stays.
    model::PortSet reserved_by_us;
    GuardPolicy guard_policy;  ///< guard_policy_from()
};

/// REQUIRES: `config` came from config::parse and has a [nat64].
[[nodiscard]] base::Result<Wanted> wanted_from(const config::Config& config);

struct Plan {
    std::vector<Step> steps;
    /// What the operator should know though nothing will be done about it.
    std::vector<std::string> warnings;

    [[nodiscard]] bool empty() const noexcept { return steps.empty(); }
};

/// The error names what makes the wanted state impossible or harmful on this box.
[[nodiscard]] base::Result<Plan> make_plan(const Wanted& wanted, const model::Box& box);

/// What is in a live instance beside pool6, without what is Jool's default anyway.
[[nodiscard]] InstanceContent content_of(const model::InstanceFacts& live,
                                         const jool::Version& version);

/// What takes `change` back; nothing where there is nothing to take back (a loaded module stays).
[[nodiscard]] std::optional<Change> inverse_of(const Change& change);

/// One line for people: "add 192.0.2.1 61000-65535 (tcp) to pool4".
[[nodiscard]] std::string text_of(const Change& change);

}  // namespace gate64::nat64ctl::plan
