// SPDX-License-Identifier: Apache-2.0
#pragma once
// The box itself: the kernel's Jool and everything nat64ctl/system reads, in the network namespace
// of the calling thread. Belongs to that thread.

#include <memory>

#include "nat64ctl/commands/context.h"

namespace gate64::nat64ctl::commands {

[[nodiscard]] std::unique_ptr<Gateway> make_live_gateway(const GlobalOptions& options);

}  // namespace gate64::nat64ctl::commands
