// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include "nat64ctl/doctor/checks.h"

namespace gate64::nat64ctl::doctor {
namespace {

template <typename T>
void report_unread(const base::Result<T>& part, const std::string& id, const std::string& what,
                   Findings& findings) {
    if (part) return;
    const int reason = part.error().errno_value;
    const bool is_refused = reason == EPERM || reason == EACCES;
    findings.push_back({
        .id = "unread-" + id,
        .severity = model::Severity::note,
        .title = "Could not look at " + what,
        .cause = "What is wrong there stays unseen.",
        .evidence = part.error().message,
        .fix = is_refused ? "run nat64ctl doctor as root, or with CAP_NET_ADMIN"
                          : "see the reason above",
    });
}

}  // namespace

void check_reading(const Case& facts, Findings& findings) {
    report_unread(facts.box.module, "module", "Jool's module", findings);
    report_unread(facts.box.sysctl, "sysctl", "the kernel's settings", findings);
    report_unread(facts.box.network, "network", "interfaces, routes and sockets", findings);
    report_unread(facts.box.firewall, "firewall", "the packet filter", findings);
    // A module that is not loaded and a dns64d that does not run are found elsewhere.
    const auto& translator = facts.box.translator;
    if (translator || translator.error().errno_value != ENOENT)
        report_unread(translator, "translator", "the translator", findings);
    if (facts.box.dns || facts.box.dns.error().errno_value != ENOENT)
        report_unread(facts.box.dns, "dns", "dns64d", findings);
}

}  // namespace gate64::nat64ctl::doctor
