// SPDX-License-Identifier: Apache-2.0
#pragma once
// What `tune` is after, live and over reboots, and how it is kept. The goals are pure;
// keep_lasting writes the file below /etc/sysctl.d and what the state remembers of it.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nat64ctl/apply/site.h"
#include "nat64ctl/model/box.h"
#include "nat64ctl/plan/plan.h"
#include "nat64ctl/system/state.h"
#include "nat64ctl/system/sysctl_file.h"

namespace gate64::nat64ctl::commands {

struct TuningGoal {
    plan::Plan plan;                             ///< live
    std::vector<system::SysctlSetting> lasting;  ///< the file's content; empty: no file
};

/// The ports among net.ipv4.ip_local_reserved_ports that `up` or `tune` put there.
[[nodiscard]] model::PortSet reserved_by_nat64ctl(const system::StateKey& key,
                                                  const system::State& state);

/// Settings that `pool4` needs. Every setting that tune looks after comes into the file, whether it
/// has to be changed now or not: the next boot begins with Linux's defaults.
[[nodiscard]] base::Result<TuningGoal> goal_of_tune(const system::StateKey& key,
                                                    const system::State& state,
                                                    const model::Box& box,
                                                    std::span<const jool::Pool4Entry> pool4);

/// Live values that are still tune's back to what they were, and no file. `is_first_namespace`: of
/// what tune made lasting; elsewhere of what was done for this instance.
[[nodiscard]] base::Result<TuningGoal> goal_of_revert(const system::StateKey& key,
                                                      const system::State& state,
                                                      const model::Box& box,
                                                      bool is_first_namespace);

/// One setting, before and after.
struct TuningRow {
    std::string key;
    std::string live;   ///< now
    std::string after;  ///< the same where nothing changes
    std::optional<std::string> boot_before;
    std::optional<std::string> boot_after;
    std::string why;
};

/// `file`: what the file holds now. `has_file`: one speaks for this namespace.
[[nodiscard]] std::vector<TuningRow> rows_of(const TuningGoal& goal, const model::Box& box,
                                             std::span<const system::SysctlSetting> file,
                                             bool has_file);
[[nodiscard]] bool any_change(std::span<const TuningRow> rows) noexcept;

/// Makes the file as boot_after of the rows says; nothing to set: removes it. Takes the ChangeLock.
/// `root`: see Gateway::sysctl_root().
[[nodiscard]] base::Result<void> keep_lasting(const apply::Site& site, const std::string& root,
                                              std::span<const TuningRow> rows);

}  // namespace gate64::nat64ctl::commands
