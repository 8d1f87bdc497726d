// SPDX-License-Identifier: Apache-2.0
#pragma once
// Giving up root after everything that needs it is open. Start-up only, before any thread.

#include <string>

#include "shared/base/error.h"

namespace gate64::dns64d::process {

/// Becomes `user` with its groups, keeps no capability, and makes regaining any impossible
/// (PR_SET_NO_NEW_PRIVS). Nothing to do when `user` is empty or already ours. Errors name the
/// account or the permission that is missing.
[[nodiscard]] base::Result<void> drop_privileges(const std::string& user);

}  // namespace gate64::dns64d::process
