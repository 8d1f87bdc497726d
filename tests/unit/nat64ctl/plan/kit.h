// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the tests of planning share: wanted states and entries in few words.

#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/plan/plan.h"
#include "tests/kit/simulated_box.h"

namespace gate64::nat64ctl::plan::test {

[[nodiscard]] jool::Pool4Entry pool4(std::string_view prefix, std::uint16_t first,
                                     std::uint16_t last,
                                     jool::Protocol protocol = jool::Protocol::tcp,
                                     std::uint32_t mark = 0);

/// From the text of a file.
[[nodiscard]] Wanted wanted(std::string_view toml);
/// The script: 192.0.2.1, ports 61000-65535, three protocols, 64:ff9b::/96, with `more`
/// lines inside [nat64].
[[nodiscard]] Wanted usual(std::string_view more = "");

/// REQUIRES: the plan can be made.
[[nodiscard]] Plan planned(const Wanted& wanted, const model::Box& box);
/// The refusal.
[[nodiscard]] std::string refused(const Wanted& wanted, const model::Box& box);
[[nodiscard]] std::vector<std::string> texts_of(const Plan& plan);

/// Does the whole plan; every step must succeed.
void perform(nat64ctl::test::SimulatedBox& box, const Plan& plan);
/// A bare box with `wanted` on it.
[[nodiscard]] nat64ctl::test::SimulatedBox box_with(const Wanted& wanted,
                                                    const jool::Version& module = {4, 1, 9, 0});

}  // namespace gate64::nat64ctl::plan::test
