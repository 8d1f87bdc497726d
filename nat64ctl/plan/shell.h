// SPDX-License-Identifier: Apache-2.0
#pragma once
// A plan as the shell commands that an operator would type instead, with Jool's and iptables' own
// tools. Text only, for the curious: nat64ctl runs no program. Pure.

#include <string>
#include <vector>

#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::plan {

/// One line a command. What has no short command (the guard) is a line of comment.
[[nodiscard]] std::vector<std::string> shell_commands(const Change& change);

/// A script: comments with each step's text and reason, then its commands.
[[nodiscard]] std::string shell_script(const Plan& plan);

}  // namespace gate64::nat64ctl::plan
