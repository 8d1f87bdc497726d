// SPDX-License-Identifier: Apache-2.0
#pragma once
// The result of a load run for people and for programs. Pure.

#include <nlohmann/json.hpp>
#include <string>

#include "bench/command/machine.h"
#include "bench/command/options.h"
#include "bench/load/load.h"

namespace gate64::bench {

/// Stable keys: machine, version, plan, result.
[[nodiscard]] nlohmann::ordered_json to_json(const LoadOptions& options, const LoadResult& result,
                                             const Machine& machine);

[[nodiscard]] std::string to_text(const LoadOptions& options, const LoadResult& result);

}  // namespace gate64::bench
