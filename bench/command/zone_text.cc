// SPDX-License-Identifier: Apache-2.0
#include "bench/command/zone_text.h"

#include <fmt/format.h>

#include "bench/core/test_names.h"

namespace gate64::bench {

std::string zone_head(const QuestionPlan& plan, std::uint32_t ttl) {
    return fmt::format(
        "$ORIGIN {0}.\n$TTL {1}\n"
        "@ SOA ns hostmaster 1 3600 900 604800 {1}\n@ NS ns\nns A {2}\n* A {2}\n",
        plan.zone, ttl, wildcard_address().text());
}

std::string zone_lines(const QuestionPlan& plan, std::uint32_t index) {
    std::string lines = fmt::format("h{:07} A {}\n", index, test_address(index).text());
    if (is_dual_stack(index, plan.dual_share)) {
        lines += fmt::format("h{:07} AAAA {}\n", index, test_address_v6(index).text());
    }
    return lines;
}

}  // namespace gate64::bench
