// SPDX-License-Identifier: Apache-2.0
#pragma once
// Does changes to the box itself, in the network namespace of the calling thread: Jool over
// netlink, settings below /proc/sys, the module, the packet filter. One thread.

#include <functional>
#include <memory>

#include "nat64ctl/apply/actuator.h"
#include "shared/jool_client/client.h"

namespace gate64::nat64ctl::apply {

/// How to look at the box and how to reach Jool; both are called again whenever they are needed,
/// so that a forked child makes sockets of its own.
struct Reach {
    std::function<model::Box()> observe;
    std::function<base::Result<std::unique_ptr<jool::Client>>()> connect;
};

class LiveActuator final : public Actuator {
  public:
    explicit LiveActuator(Reach reach) noexcept : reach_(std::move(reach)) {}

    [[nodiscard]] model::Box observe() override { return reach_.observe(); }
    [[nodiscard]] base::Result<void> perform(const plan::Change& change) override;

  private:
    Reach reach_;
};

}  // namespace gate64::nat64ctl::apply
