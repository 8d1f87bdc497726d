// SPDX-License-Identifier: Apache-2.0
#pragma once
// The plan of `down`: what the state file remembers of us is undone, in the order opposite to that
// of making it, and nothing else. Pure.

#include "nat64ctl/model/box.h"
#include "nat64ctl/plan/plan.h"
#include "nat64ctl/system/state.h"

namespace gate64::nat64ctl::apply {

/// What is no longer as we left it is somebody else's and stays, with a warning. So do settings
/// that `tune` made lasting, and those that another instance of ours needs. The module stays
/// loaded: unloading it would end the instances of every namespace.
[[nodiscard]] plan::Plan plan_down(const system::StateKey& key, const system::State& state,
                                   const model::Box& box);

/// Before plan_down()'s steps are done: what they will not undo is forgotten, or, where another
/// instance needs it, becomes that instance's to undo.
void hand_over(const system::StateKey& key, system::State& state, const plan::Plan& plan);

}  // namespace gate64::nat64ctl::apply
