// SPDX-License-Identifier: Apache-2.0
#pragma once
// The metrics page of the daemon as it is now. Asks every shard and waits a bounded time for each:
// metrics thread only.

#include <string>

#include "dns64d/shard/shards.h"

namespace gate64::dns64d::control {

[[nodiscard]] std::string metrics_page(shard::Shards& shards);

}  // namespace gate64::dns64d::control
