// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/doctor/checks.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

void check_switch(bool is_on, const char* id, const char* family, const char* key,
                  Findings& findings) {
    if (is_on) return;
    findings.push_back({
        .id = id,
        .severity = Severity::problem,
        .title = std::string("The box does not forward ") + family,
        .cause = "A gateway that does not forward takes packets only for itself.",
        .evidence = std::string(key) + " = 0",
        .fix = "nat64ctl tune",
    });
}

}  // namespace

void check_forwarding(const Case& facts, Findings& findings) {
    if (facts.sysctl == nullptr) return;
    check_switch(facts.sysctl->ipv6_forwarding, "forwarding-off-ipv6", "IPv6",
                 "net.ipv6.conf.all.forwarding", findings);
    check_switch(facts.sysctl->ipv4_forwarding, "forwarding-off-ipv4", "IPv4",
                 "net.ipv4.conf.all.forwarding", findings);
    if (facts.network == nullptr || !facts.sysctl->ipv6_forwarding) return;
    for (const model::InterfaceFacts& interface : facts.network->interfaces) {
        if (!interface.has_ra_default_route || interface.accept_ra == 2) continue;
        findings.push_back({
            .id = "accept-ra",
            .severity = Severity::warning,
            .title = "The IPv6 default route will expire",
            .cause = "It came by router advertisement, and a forwarding kernel takes these only "
                     "with accept_ra = 2.",
            .evidence = "net.ipv6.conf." + interface.name + ".accept_ra = " +
                        (interface.accept_ra ? std::to_string(*interface.accept_ra) : "unknown"),
            .fix = "nat64ctl tune",
        });
    }
}

}  // namespace gate64::nat64ctl::doctor
