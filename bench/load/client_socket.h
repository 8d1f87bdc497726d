// SPDX-License-Identifier: Apache-2.0
#pragma once
// Sockets of the load's clients, each bound to the address its questions shall come from.

#include "bench/load/plan.h"
#include "shared/base/error.h"
#include "shared/base/unique_fd.h"

namespace gate64::bench {

/// UDP: connected to the server. TCP: bound, not connected yet. `client` counts over all threads.
[[nodiscard]] base::Result<base::UniqueFd> open_client_socket(const LoadPlan& plan,
                                                              std::uint32_t client);

}  // namespace gate64::bench
