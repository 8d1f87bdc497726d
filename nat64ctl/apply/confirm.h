// SPDX-License-Identifier: Apache-2.0
#pragma once
// A run with a time limit: it is taken back unless somebody confirms it. A forked self waits for
// the deadline with no terminal and no lock; `confirm` writes into the journal, and whichever of
// the two has the lock first decides. After a power cut nobody waits any more: recover() at boot
// brings back what was there before, and so does every boot after, until the file changes or is
// applied by hand.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "nat64ctl/apply/executor.h"
#include "nat64ctl/apply/rollback.h"

namespace gate64::nat64ctl::apply {

/// Makes the waiting run final. The error says why there is none to confirm.
[[nodiscard]] base::Result<Journal> confirm(const Site& site);

/// What the timer does when the deadline has come: takes the run `run_id` back, unless it was
/// confirmed or another run followed. Nothing: there was nothing to take back.
[[nodiscard]] base::Result<std::optional<Rollback>> take_back_unconfirmed(
    Actuator& actuator, const Site& site, const std::string& run_id);

/// Forks the timer and returns. `make_actuator` is called in the child. The child leaves the
/// session, closes the standard streams and ends when the run is confirmed or taken back.
/// REQUIRES: the caller holds no ChangeLock.
[[nodiscard]] base::Result<void> start_timer(
    const Site& site, const std::string& run_id, WallTime deadline,
    const std::function<std::unique_ptr<Actuator>()>& make_actuator);

/// What recover() did.
struct Recovery {
    enum class Kind : std::uint8_t {
        nothing,     ///< the last run had ended
        taken_back,  ///< same boot: undone step by step
        restored,    ///< after a reboot: the instance from before was made anew
        left_down,   ///< after a reboot: there was no instance before
    } kind = Kind::nothing;
    std::string about;  ///< the run that was not confirmed or not finished
    Rollback rollback;  ///< of `taken_back`
    Report report;      ///< of `restored`
};

/// Ends what a killed or unconfirmed run left. `request.plan` must plan for the state of the
/// snapshot it is handed: see plan::wanted_from(Snapshot). `wanted`: of the file now.
/// `at_boot`: leaves a run alone that was only interrupted, as the file is what was wanted.
using PlanFor = std::function<base::Result<plan::Plan>(const plan::Snapshot&, const model::Box&,
                                                       system::State&)>;
[[nodiscard]] base::Result<Recovery> recover(Actuator& actuator, const Site& site,
                                             const std::string& wanted, const PlanFor& plan_for,
                                             bool at_boot);

}  // namespace gate64::nat64ctl::apply
