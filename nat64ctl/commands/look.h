// SPDX-License-Identifier: Apache-2.0
#pragma once
// What verbs that judge the gateway start from: the box, and the file where it can be read. A box
// without a file is looked at as well.

#include <optional>

#include "nat64ctl/commands/context.h"
#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::commands {

struct Look {
    std::optional<plan::Wanted> wanted;
    model::Box box;

    [[nodiscard]] const plan::Wanted* file() const noexcept { return wanted ? &*wanted : nullptr; }
};

/// About the instance that a verb would take, else the one the file wants.
[[nodiscard]] Look look(Context& context);

}  // namespace gate64::nat64ctl::commands
