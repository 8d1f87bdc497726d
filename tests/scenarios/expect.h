// SPDX-License-Identifier: Apache-2.0
#pragma once
// Holds an answer against what a scenario expects of it.

#include <optional>
#include <string>
#include <vector>

#include "tests/scenarios/world.h"

namespace gate64::scenarios {

/// What does not hold, one sentence each, with the line of the expectation.
[[nodiscard]] std::vector<std::string> check(const Scenario& scenario, const Step& step,
                                             const std::optional<Received>& received,
                                             const World& world);

}  // namespace gate64::scenarios
