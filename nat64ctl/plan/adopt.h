// SPDX-License-Identifier: Apache-2.0
#pragma once
// A live instance as the [nat64] part of a configuration file: what `adopt` prints for a box that
// was set up by hand. Planning that text against the same box gives no step for the instance. Pure.

#include <string>

#include "nat64ctl/model/box.h"

namespace gate64::nat64ctl::plan {

/// `guard`: whether the file should ask for the guard; a hand-made box has none.
/// The error says what a file cannot hold: a name of other characters, a pool4 of other prefixes.
[[nodiscard]] base::Result<std::string> configuration_text(const model::InstanceFacts& instance,
                                                           const jool::Version& version,
                                                           bool guard);

}  // namespace gate64::nat64ctl::plan
