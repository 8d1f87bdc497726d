// SPDX-License-Identifier: Apache-2.0
#pragma once
// One run from lock to result: look at the box, plan, do each step with the journal ahead of it,
// look again (the plan must now be empty), and roll back where something failed. One at a time on a
// box. Blocks as long as the kernel takes. One thread.

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "nat64ctl/apply/actuator.h"
#include "nat64ctl/apply/site.h"
#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::apply {

struct Request {
    std::string verb;                 ///< "apply"; for the journal and what people read
    std::string wanted;               ///< of the file, to know it again after a reboot (recover.h)
    std::chrono::seconds confirm{0};  ///< 0: for good at once
    /// Called under the lock, before and after the steps.
    std::function<base::Result<plan::Plan>(const model::Box&, system::State&)> plan;
    std::function<void(const plan::Step&)> on_step = nullptr;  ///< about to be done
};

struct Report {
    enum class End : std::uint8_t {
        unchanged,    ///< there was nothing to do
        applied,      ///< done and read back
        unconfirmed,  ///< the same, until `deadline`
        rolled_back,  ///< failed; the box is as before
        stuck,        ///< failed, and the box is not as before
    } end = End::unchanged;
    plan::Plan plan;
    std::string run_id;                  ///< of a run that did something
    std::string earlier;                 ///< what became of a run before that did not end; or ""
    std::optional<base::Error> failure;  ///< of `rolled_back` and `stuck`
    std::string not_undone;              ///< of `stuck`
    WallTime deadline{};                 ///< of `unconfirmed`
};

/// Errors are those from before the first change: nothing was done. errno EBUSY: another run holds
/// the lock, or waits to be confirmed.
[[nodiscard]] base::Result<Report> execute(Actuator& actuator, const Site& site,
                                           const Request& request);

}  // namespace gate64::nat64ctl::apply
