// SPDX-License-Identifier: Apache-2.0
#pragma once
// Everything that is wrong with a gateway or may go wrong, as far as the box itself shows it. Pure:
// the same facts always give the same findings, the worst first.

#include <vector>

#include "nat64ctl/model/box.h"
#include "nat64ctl/model/finding.h"
#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::doctor {

/// `wanted`: what the file says, nullptr when there is no file.
[[nodiscard]] std::vector<model::Finding> examine(const model::Box& box,
                                                  const plan::Wanted* wanted);

}  // namespace gate64::nat64ctl::doctor
