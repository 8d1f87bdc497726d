// SPDX-License-Identifier: Apache-2.0
#pragma once
// A box in memory that changes are done to, for tests: facts as nat64ctl observes them, kept by the
// kernel's and Jool's rules (module first, one netfilter instance, pool4 fused, bindings inside
// pool4 and gone with their range, no overlap with the ephemeral range from Jool 4.1.15 on). Pure.

#include <string>
#include <vector>

#include "nat64ctl/model/box.h"
#include "nat64ctl/plan/step.h"

namespace gate64::nat64ctl::test {

/// Debian 12 as it comes: kernel 6.1, Jool's module on disk and not loaded, one IPv4 and one IPv6
/// uplink with 192.0.2.1 and 192.0.2.2 of its own, default port settings, forwarding off.
[[nodiscard]] model::Box bare_box(const jool::Version& module = {4, 1, 9, 0});

class SimulatedBox {
  public:
    explicit SimulatedBox(model::Box box) : box_(std::move(box)) {}

    [[nodiscard]] const model::Box& box() const noexcept { return box_; }
    [[nodiscard]] model::Box& box() noexcept { return box_; }
    [[nodiscard]] base::Result<void> perform(const plan::Change& change);

  private:
    friend struct Simulation;
    model::Box box_;
};

}  // namespace gate64::nat64ctl::test
