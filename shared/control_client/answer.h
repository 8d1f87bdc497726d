// SPDX-License-Identifier: Apache-2.0
#pragma once
// What dns64d's control socket answers: read, and put into words for people. Pure, any thread.

#include <nlohmann/json.hpp>
#include <string>

#include "shared/base/error.h"

namespace gate64::control_client {

/// The `result` of an answer; the server's error, or that the answer cannot be read.
[[nodiscard]] base::Result<nlohmann::ordered_json> read_answer(const std::string& answer);

/// A result as lines of text: an explanation step by step, everything else as "key: value" with
/// what is nested indented. Names from the network are escaped.
[[nodiscard]] std::string answer_text(const nlohmann::ordered_json& result);

}  // namespace gate64::control_client
