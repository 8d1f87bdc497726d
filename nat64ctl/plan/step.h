// SPDX-License-Identifier: Apache-2.0
#pragma once
// One change to the box: small, idempotent, and with an inverse, so that a plan that fails half-way
// is rolled back by the inverses of what was done. A step is a plain value: plan makes it, apply
// does it, the journal keeps it, `script` prints it as the shell commands people know.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "nat64ctl/model/firewall_facts.h"
#include "nat64ctl/model/guard_spec.h"
#include "nat64ctl/model/kernel_facts.h"
#include "shared/jool/model.h"

namespace gate64::nat64ctl::plan {

struct LoadModule {
    std::string name;  ///< "jool"; "x_tables" comes with it
    friend bool operator==(const LoadModule&, const LoadModule&) = default;
};

/// A value below /proc/sys of the namespace, by its dotted name.
struct WriteSysctl {
    std::string key;  ///< "net.ipv4.conf.all.forwarding"
    std::string before;
    std::string after;
    friend bool operator==(const WriteSysctl&, const WriteSysctl&) = default;
};

/// What is inside an instance, besides its pool6.
struct InstanceContent {
    std::vector<jool::GlobalSetting> globals;  ///< those that are not Jool's default
    std::vector<jool::Pool4Entry> pool4;
    std::vector<jool::BibEntry> bib;  ///< static bindings
    friend bool operator==(const InstanceContent&, const InstanceContent&) = default;
};

/// Creates it whole in one transaction, so that no packet meets it half made: an instance whose
/// pool4 is still empty would masquerade as whatever addresses the box has.
struct AddInstance {
    std::string name;
    jool::Framework framework = jool::Framework::netfilter;
    net::Ipv6Prefix pool6;
    InstanceContent content;
    /// pool4 overlaps the ephemeral range, harmlessly: none of its addresses is the box's own. Jool
    /// from 4.1.15 on wants to be told.
    bool force = false;
    friend bool operator==(const AddInstance&, const AddInstance&) = default;
};

/// Ends every session. Carries what the inverse needs.
struct RemoveInstance {
    std::string name;
    jool::Framework framework = jool::Framework::netfilter;
    net::Ipv6Prefix pool6;
    InstanceContent content;
    friend bool operator==(const RemoveInstance&, const RemoveInstance&) = default;
};

struct SetGlobals {
    std::string instance;
    std::vector<jool::GlobalSetting> before;
    std::vector<jool::GlobalSetting> after;  ///< the same ids in the same order
    friend bool operator==(const SetGlobals&, const SetGlobals&) = default;
};

struct AddPool4 {
    std::string instance;
    jool::Pool4Entry entry;
    bool force = false;  ///< as in AddInstance
    friend bool operator==(const AddPool4&, const AddPool4&) = default;
};

struct RemovePool4 {
    std::string instance;
    jool::Pool4Entry entry;
    friend bool operator==(const RemovePool4&, const RemovePool4&) = default;
};

struct AddBib {
    std::string instance;
    jool::BibEntry entry;
    friend bool operator==(const AddBib&, const AddBib&) = default;
};

struct RemoveBib {
    std::string instance;
    jool::BibEntry entry;
    friend bool operator==(const RemoveBib&, const RemoveBib&) = default;
};

/// The rule that hands packets of one family to an iptables-framework instance.
struct AddInterception {
    model::Family family = model::Family::ipv6;
    std::string instance;
    friend bool operator==(const AddInterception&, const AddInterception&) = default;
};

struct RemoveInterception {
    model::Family family = model::Family::ipv6;
    std::string instance;
    friend bool operator==(const RemoveInterception&, const RemoveInterception&) = default;
};

/// Installs the guard in place of whatever guard is there; nothing wanted: removes it.
struct SetGuard {
    std::optional<model::GuardSpec> before;  ///< of a guard that stays: `after` with its pool6
    std::optional<model::GuardSpec> after;
    friend bool operator==(const SetGuard&, const SetGuard&) = default;
};

using Change =
    std::variant<LoadModule, WriteSysctl, AddInstance, RemoveInstance, SetGlobals, AddPool4,
                 RemovePool4, AddBib, RemoveBib, AddInterception, RemoveInterception, SetGuard>;

struct Step {
    Change change;
    std::string why;   ///< may be empty: "pool6 cannot be changed on a live instance"
    std::string cost;  ///< what clients feel: "ends 214 sessions"; empty: nothing
    friend bool operator==(const Step&, const Step&) = default;
};

}  // namespace gate64::nat64ctl::plan
