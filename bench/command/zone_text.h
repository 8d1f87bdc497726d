// SPDX-License-Identifier: Apache-2.0
#pragma once
// The zone behind generated names, a piece at a time: what an authoritative server must know so
// that `load --verify` finds what it expects. Pure.

#include <string>

#include "bench/core/questions.h"

namespace gate64::bench {

/// SOA, NS and the wildcard that all random names fall under.
[[nodiscard]] std::string zone_head(const QuestionPlan& plan, std::uint32_t ttl);

/// The lines of name `index`.
[[nodiscard]] std::string zone_lines(const QuestionPlan& plan, std::uint32_t index);

}  // namespace gate64::bench
