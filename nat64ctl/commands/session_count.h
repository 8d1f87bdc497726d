// SPDX-License-Identifier: Apache-2.0
#pragma once
// How many sessions a change would end, counted in the kernel's own listing (the gauge is wrong
// after an atomic replacement). Memory does not grow with the table.

#include <cstdint>
#include <span>
#include <string>

#include "shared/jool_client/client.h"

namespace gate64::nat64ctl::commands {

/// All sessions of the instance.
[[nodiscard]] base::Result<std::uint64_t> sessions_of(jool::Client& client,
                                                      const std::string& instance);

/// Those whose pool4 address and port lie in one of `entries`. Removing a range ends the sessions
/// of every mark (Jool), so marks do not count here.
[[nodiscard]] base::Result<std::uint64_t> sessions_in(jool::Client& client,
                                                      const std::string& instance,
                                                      std::span<const jool::Pool4Entry> entries);

}  // namespace gate64::nat64ctl::commands
