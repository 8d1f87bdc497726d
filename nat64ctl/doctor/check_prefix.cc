// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>

#include "nat64ctl/doctor/checks.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

void check_against_dns(const Case& facts, const net::Ipv6Prefix& pool6, Findings& findings) {
    const auto& prefixes = facts.dns->prefixes;
    if (std::find(prefixes.begin(), prefixes.end(), pool6) != prefixes.end()) return;
    std::vector<std::string> texts;
    for (const net::Ipv6Prefix& prefix : prefixes)
        texts.push_back(prefix.text());
    findings.push_back({
        .id = "pool6-not-synthesized",
        .severity = Severity::problem,
        .title = "dns64d hands out addresses that the translator does not take",
        .cause = "Clients send to the prefix DNS names, and this box translates another one.",
        .evidence = "pool6 is " + pool6.text() + ", dns64d synthesizes " +
                    (texts.empty() ? "nothing" : list_text(texts)),
        .fix = "make prefix of [[dns64]] and pool6 of [nat64] the same, then nat64ctl apply and "
               "nat64ctl dns reload",
    });
}

}  // namespace

void check_prefix(const Case& facts, Findings& findings) {
    const auto pool6 = facts.instance == nullptr ? std::nullopt : facts.instance->pool6();
    if (pool6 && facts.wanted != nullptr && facts.wanted->pool6 != *pool6) {
        findings.push_back({
            .id = "pool6-differs",
            .severity = Severity::warning,
            .title = "The instance translates another prefix than the file says",
            .cause = "pool6 of a live instance cannot be changed, only the instance replaced.",
            .evidence = "live " + pool6->text() + ", in the file " + facts.wanted->pool6.text(),
            .fix = "nat64ctl plan, then nat64ctl apply   (ends every session)",
        });
    }
    if (pool6 && facts.dns != nullptr) check_against_dns(facts, *pool6, findings);
    if (facts.box.dns || facts.box.dns.error().errno_value != ENOENT) return;
    findings.push_back({
        .id = "dns64d-not-running",
        .severity = Severity::warning,
        .title = "dns64d is not running",
        .cause = "Names without an IPv6 address get none, unless another DNS64 serves the clients.",
        .evidence = facts.box.dns.error().message,
        .fix = "systemctl enable --now dns64d",
    });
}

}  // namespace gate64::nat64ctl::doctor
