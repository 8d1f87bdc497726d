// SPDX-License-Identifier: Apache-2.0
#pragma once
// pool4 of an instance as the kernel has it, all protocols, and what the verbs about it share.

#include <string>
#include <vector>

#include "shared/jool_client/client.h"

namespace gate64::nat64ctl::commands {

inline constexpr const char* keep_sessions_help =
    "Leave the sessions of what is removed to expire; until then answers to them are lost, their "
    "bindings stay, and Jool may refuse changes of settings";

/// Ordered by mark, address, first port, protocol.
[[nodiscard]] base::Result<std::vector<jool::Pool4Entry>> live_pools(jool::Client& client,
                                                                     const std::string& instance);

}  // namespace gate64::nat64ctl::commands
