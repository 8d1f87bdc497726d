// SPDX-License-Identifier: Apache-2.0
#pragma once
// Ending what an apply left that was killed, or that nobody confirmed: by hand (`apply --recover`)
// and when the box starts (`up --boot`).

#include <optional>

#include "nat64ctl/apply/confirm.h"
#include "nat64ctl/commands/change.h"

namespace gate64::nat64ctl::commands {

/// `apply --recover`: takes back the run that is open. Needs no file.
[[nodiscard]] cli::ExitCode recover_by_hand(Context& context);

/// What `up --boot` must not apply the file over: the state from before a change that was lost with
/// a restart is made anew, and one that was taken back is not done again. Nothing: the file counts.
[[nodiscard]] std::optional<cli::ExitCode> recover_at_boot(Context& context);

}  // namespace gate64::nat64ctl::commands
