// SPDX-License-Identifier: Apache-2.0
#pragma once
// What nat64ctl can change of a box, at one moment and in one order, so that two moments can be
// compared: a rollback must end where it began. The journal keeps the one from before a run; after
// a power cut it is all that is left of the state to go back to. Pure.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::plan {

struct Snapshot {
    std::optional<AddInstance> instance;  ///< whole, pool4 normalised, bindings in order
    std::vector<AddInterception> interception;
    std::string guard_pool6;  ///< "": no guard
    /// The settings that tuning_for() may change, by key.
    std::vector<std::pair<std::string, std::string>> sysctls;
    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

/// Parts that cannot be read are left out.
[[nodiscard]] Snapshot snapshot_of(const model::Box& box);

/// "pool4", "net.ipv4.ip_local_port_range", ...: what is not in both alike. Empty: the same.
[[nodiscard]] std::vector<std::string> differences(const Snapshot& before, const Snapshot& after);

/// The wanted state that brings the instance of `snapshot` back on a box that lost it; nothing when
/// it had none. `now`: what the file says, for tune and the guard's policy.
[[nodiscard]] std::optional<Wanted> wanted_from(const Snapshot& snapshot, const Wanted& now);

/// The live value of a setting as read_sysctl() would give it; nothing for a key that no fact has.
[[nodiscard]] std::optional<std::string> sysctl_value(const model::Box& box,
                                                      const std::string& key);

}  // namespace gate64::nat64ctl::plan
