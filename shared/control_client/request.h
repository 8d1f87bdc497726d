// SPDX-License-Identifier: Apache-2.0
#pragma once
// Requests to a running dns64d, as its control socket takes them: one JSON object on one line.
// Text only; ask.h sends it. Any thread.

#include <string>
#include <string_view>
#include <vector>

#include "shared/base/error.h"

namespace gate64::control_client {

/// A question whose answer dns64d shall explain, as typed; the server judges the texts.
struct Question {
    std::string name;
    std::string type;                ///< "": the server's default, AAAA
    std::string client;              ///< address the question would come from
    bool dnssec_ok = false;          ///< DO
    bool checking_disabled = false;  ///< CD
    bool recursion_desired = true;   ///< RD
};

/// "status", "stats" or "reload".
[[nodiscard]] std::string verb_request(std::string_view verb);
/// `name` empty: everything.
[[nodiscard]] std::string flush_request(const std::string& name);
[[nodiscard]] std::string explain_request(const Question& question);

/// The request for a verb and its arguments as typed: status | stats | reload | flush [NAME] |
/// explain NAME [TYPE] --client ADDR [--do] [--cd] [--no-rd]. Errors say what is missing.
[[nodiscard]] base::Result<std::string> make_request(const std::vector<std::string>& words);

}  // namespace gate64::control_client
