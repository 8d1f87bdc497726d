// SPDX-License-Identifier: Apache-2.0
#pragma once
// A finding as a person and as a program sees it, for every verb that shows findings. Pure.

#include <nlohmann/json.hpp>
#include <string>

#include "nat64ctl/model/finding.h"
#include "shared/cli/terminal.h"

namespace gate64::nat64ctl::commands {

[[nodiscard]] std::string_view word_of(model::Severity severity) noexcept;  ///< "warning"

[[nodiscard]] nlohmann::ordered_json json_of(const model::Finding& finding);

/// Title, evidence and fix, a line each; escaped, ends with a line end. `with_cause`: and why.
[[nodiscard]] std::string text_of(const model::Finding& finding, const cli::Terminal& terminal,
                                  bool with_cause);

}  // namespace gate64::nat64ctl::commands
