// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "nat64ctl/doctor/checks.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

void report_absence(const Case& facts, Findings& findings) {
    const auto& names = facts.translator->instances;
    const std::string wanted =
        facts.wanted == nullptr ? "none" : "\"" + facts.wanted->instance + "\" is not there";
    findings.push_back({
        .id = "no-instance",
        .severity = Severity::problem,
        .title = "There is no translator instance",
        .cause = "The module alone translates nothing.",
        .evidence = names.empty() ? "no instance in this network namespace"
                                  : wanted + "; there are " + list_text(names),
        .fix = names.empty() ? "nat64ctl up" : "nat64ctl up, or choose one with --instance",
    });
}

/// Packets for pool6 that nobody translates go where the default route says, unless something
/// below pool6 stops them.
void check_switched_on(const Case& facts, Findings& findings) {
    if (flag_of(*facts.instance, "manually-enabled", true)) return;
    const auto pool6 = facts.instance->pool6();
    const std::string prefix = pool6 ? pool6->text() : "pool6";
    const bool is_stopped =
        facts.network != nullptr && pool6 &&
        std::find(facts.network->pool6_blackholes.begin(), facts.network->pool6_blackholes.end(),
                  *pool6) != facts.network->pool6_blackholes.end();
    findings.push_back({
        .id = "instance-disabled",
        .severity = Severity::problem,
        .title = "The translator is switched off",
        .cause = "Packets pass it untranslated.",
        .evidence = "manually-enabled is false",
        .fix = "nat64ctl set manually-enabled true",
    });
    if (is_stopped || facts.network == nullptr) return;
    findings.push_back({
        .id = "pool6-leak",
        .severity = Severity::warning,
        .title = "Untranslated packets for pool6 leave by the default route",
        .cause = "A translator that is switched off lets them through, and no route stops them.",
        .evidence = "no blackhole route for " + prefix,
        .fix = "ip -6 route add blackhole " + prefix + " metric 4096",
    });
}

void check_file(const Case& facts, Findings& findings) {
    if (facts.wanted == nullptr || facts.wanted->framework == facts.instance->framework) return;
    findings.push_back({
        .id = "framework-differs",
        .severity = Severity::warning,
        .title = "The instance runs in another framework than the file says",
        .cause = "The framework of a live instance cannot be changed, only the instance replaced.",
        .evidence = "live " + std::string(jool::name_of(facts.instance->framework)) +
                    ", in the file " + std::string(jool::name_of(facts.wanted->framework)),
        .fix = "nat64ctl plan, then nat64ctl apply   (ends every session)",
    });
}

}  // namespace

void check_instance(const Case& facts, Findings& findings) {
    if (facts.translator == nullptr) return;
    if (facts.instance == nullptr) {
        report_absence(facts, findings);
        return;
    }
    check_switched_on(facts, findings);
    check_file(facts, findings);
}

}  // namespace gate64::nat64ctl::doctor
