// SPDX-License-Identifier: Apache-2.0
#pragma once
// The words behind `ask:` and `explain:`, as a query.

#include <string>
#include <vector>

#include "dns64d/pipeline/effects.h"
#include "shared/base/error.h"

namespace gate64::scenarios {

struct Ask {
    dns64d::pipeline::ReplyPath path;
    dns64d::pipeline::Question question;
    std::vector<std::uint8_t> message;
};

[[nodiscard]] base::Result<Ask> make_ask(const std::string& text);

}  // namespace gate64::scenarios
