// SPDX-License-Identifier: Apache-2.0
#pragma once
// The clients that hold most ports of pool4, counted over the bindings in bounded memory.

#include <cstddef>

#include "nat64ctl/commands/context.h"
#include "nat64ctl/commands/session_filter.h"

namespace gate64::nat64ctl::commands {

/// Clients counted apart; with more of them numbers may be too high (heavy_hitters.h).
inline constexpr std::size_t clients_counted_max = 16'384;

[[nodiscard]] cli::ExitCode print_top_clients(Context& context, Connection& connection,
                                              const SessionFilter& filter, std::size_t n);

}  // namespace gate64::nat64ctl::commands
