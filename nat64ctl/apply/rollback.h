// SPDX-License-Identifier: Apache-2.0
#pragma once
// Takes back what a run did: the inverses of its changes in reverse order, then a look at the box,
// which must be as it was before the run. Every step goes into the journal, so that a rollback that
// is killed can be gone on with. Hold the ChangeLock.

#include <string>
#include <vector>

#include "nat64ctl/apply/actuator.h"
#include "nat64ctl/apply/journal.h"
#include "nat64ctl/apply/site.h"

namespace gate64::nat64ctl::apply {

struct Rollback {
    /// What could not be undone, and what is not as it was: empty when all is as before.
    std::vector<std::string> failures;

    [[nodiscard]] bool is_complete() const noexcept { return failures.empty(); }
    [[nodiscard]] std::string text() const;  ///< the failures, apart by "; "
};

/// Undoes what `steps` says was done or may have been. Goes on after a failure: the more is as
/// before the better. Also mends the state file. The end is the caller's to write.
[[nodiscard]] Rollback roll_back(Actuator& actuator, const Site& site, const Run& run,
                                 const std::vector<StepState>& steps, JournalWriter& journal);

}  // namespace gate64::nat64ctl::apply
