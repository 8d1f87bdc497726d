// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "nat64ctl/doctor/checks.h"
#include "nat64ctl/doctor/doctor.h"

namespace gate64::nat64ctl::doctor {
namespace {

/// In the order in which an operator would look.
constexpr Check checks[] = {
    check_module,     check_service, check_instance, check_interception,
    check_prefix,     check_pool4,   check_ports,    check_routes,
    check_forwarding, check_nat,     check_guard,    check_exhaustion,
    check_links,      check_mtu,     check_settings, check_reading,
};

}  // namespace

std::vector<model::Finding> examine(const model::Box& box, const plan::Wanted* wanted) {
    const Case facts(box, wanted);
    Findings findings;
    for (const Check check : checks)
        check(facts, findings);
    std::stable_sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) {
        return static_cast<int>(a.severity) > static_cast<int>(b.severity);
    });
    return findings;
}

}  // namespace gate64::nat64ctl::doctor
