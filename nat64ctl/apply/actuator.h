// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a run needs of the box: look, and do one change. The real one is in live_actuator.h; tests
// put a simulated box in its place that fails or dies where they like.

#include "nat64ctl/model/box.h"
#include "nat64ctl/plan/step.h"
#include "shared/base/error.h"

namespace gate64::nat64ctl::apply {

class Actuator {
  public:
    Actuator() = default;
    Actuator(const Actuator&) = delete;
    Actuator& operator=(const Actuator&) = delete;
    virtual ~Actuator() = default;

    [[nodiscard]] virtual model::Box observe() = 0;
    /// Done already is success where that can be told: taking away what is not there, writing a
    /// value that is there. The error has the kernel's words.
    [[nodiscard]] virtual base::Result<void> perform(const plan::Change& change) = 0;
};

}  // namespace gate64::nat64ctl::apply
