// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "nat64ctl/doctor/checks.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

std::string command_of(model::Family family) {
    return family == model::Family::ipv4 ? "iptables" : "ip6tables";
}

std::string removal_of(const model::InterceptionRule& rule) {
    return command_of(rule.family) + " -t " + rule.table + " -D " + rule.chain +
           " -j JOOL --instance " + rule.instance;
}

std::string text_of(const model::InterceptionRule& rule) {
    return command_of(rule.family) + " -t " + rule.table + " " + rule.chain + " -> " +
           rule.instance;
}

void check_rule(const Case& facts, const model::InterceptionRule& rule, Findings& findings) {
    const auto& names = facts.translator->instances;
    if (std::find(names.begin(), names.end(), rule.instance) == names.end()) {
        findings.push_back({
            .id = "rule-without-instance",
            .severity = Severity::warning,
            .title = "A rule hands packets to an instance that does not exist",
            .cause = "Jool lets such packets go on untranslated.",
            .evidence = text_of(rule),
            .fix = removal_of(rule),
        });
        return;
    }
    const bool is_ours = facts.instance != nullptr && facts.instance->name == rule.instance;
    if (!is_ours || facts.instance->framework == jool::Framework::iptables) return;
    findings.push_back({
        .id = "rule-for-netfilter-instance",
        .severity = Severity::warning,
        .title = "A rule names an instance of the netfilter framework",
        .cause = "Rules find only instances of the iptables framework; this one does nothing.",
        .evidence = text_of(rule),
        .fix = removal_of(rule),
    });
}

void check_missing(const Case& facts, Findings& findings) {
    if (facts.instance == nullptr || facts.instance->framework != jool::Framework::iptables) return;
    for (const model::Family family : {model::Family::ipv6, model::Family::ipv4}) {
        const auto& rules = facts.firewall->interception;
        const bool is_there = std::any_of(rules.begin(), rules.end(), [&](const auto& rule) {
            return rule.family == family && rule.instance == facts.instance->name;
        });
        if (is_there) continue;
        const bool is_ipv4 = family == model::Family::ipv4;
        findings.push_back({
            .id = is_ipv4 ? "no-interception-ipv4" : "no-interception-ipv6",
            .severity = Severity::problem,
            .title = std::string("No rule hands ") + (is_ipv4 ? "IPv4" : "IPv6") +
                     " packets to the translator",
            .cause = is_ipv4 ? "Answers from the IPv4 side are not translated back."
                             : "In the iptables framework only what a rule matches is translated.",
            .evidence = "no JOOL rule for instance " + facts.instance->name + " in any table of " +
                        command_of(family),
            .fix = "nat64ctl up",
        });
    }
}

}  // namespace

void check_interception(const Case& facts, Findings& findings) {
    if (facts.firewall == nullptr || facts.translator == nullptr) return;
    for (const model::InterceptionRule& rule : facts.firewall->interception)
        check_rule(facts, rule, findings);
    check_missing(facts, findings);
}

}  // namespace gate64::nat64ctl::doctor
