// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/doctor/checks.h"
#include "nat64ctl/plan/guard.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

void report_missing(Findings& findings) {
    findings.push_back({
        .id = "guard-missing",
        .severity = Severity::warning,
        .title = "The guard is not installed",
        .cause = "Clients reach the gateway's own IPv4 services and private networks through the "
                 "prefix, past any IPv6 firewall.",
        .evidence = "no nftables table ip6 gate64_guard",
        .fix = "nat64ctl guard on",
    });
}

}  // namespace

void check_guard(const Case& facts, Findings& findings) {
    if (facts.firewall == nullptr || facts.instance == nullptr) return;
    const model::GuardFacts& guard = facts.firewall->guard;
    const auto pool6 = facts.instance->pool6();
    const bool is_wanted = facts.wanted == nullptr || facts.wanted->guard;
    if (!guard.is_installed) {
        if (is_wanted) report_missing(findings);
        return;
    }
    std::string evidence;
    if (pool6 && guard.pool6 != pool6->text()) {
        evidence = "it guards " + guard.pool6 + ", pool6 is " + pool6->text();
    } else if (is_wanted && facts.wanted != nullptr && facts.network != nullptr &&
               pool6 == facts.wanted->pool6 &&
               guard.fingerprint !=
                   model::fingerprint_of(plan::guard_spec(*facts.wanted, *facts.network))) {
        evidence = "the box's addresses or the file changed since it was made";
    }
    if (evidence.empty()) return;
    findings.push_back({
        .id = "guard-out-of-date",
        .severity = Severity::warning,
        .title = "The guard is out of date",
        .cause = "It stops what was right when it was made, and lets through what came later.",
        .evidence = evidence,
        .fix = "nat64ctl guard on",
    });
}

}  // namespace gate64::nat64ctl::doctor
