// SPDX-License-Identifier: Apache-2.0
#pragma once
// The other end of the control socket: `dns64d control VERB ...`.

#include <ostream>
#include <string>
#include <vector>

#include "shared/base/error.h"

namespace gate64::dns64d::control {

/// The request for a verb and its arguments as typed: status | stats | reload | flush [NAME] |
/// explain NAME [TYPE] --client ADDR [--do] [--cd] [--no-rd]. Errors say what is missing.
[[nodiscard]] base::Result<std::string> make_request(const std::vector<std::string>& words);

/// Sends `request` to the server at `path` and gives its whole answer.
[[nodiscard]] base::Result<std::string> exchange(const std::string& path,
                                                 const std::string& request);

/// The answer for people, or as JSON; false when the server reported an error.
[[nodiscard]] bool print_answer(const std::string& answer, bool json, std::ostream& out,
                                std::ostream& error_out);

}  // namespace gate64::dns64d::control
