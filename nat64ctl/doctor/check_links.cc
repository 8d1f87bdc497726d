// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "nat64ctl/doctor/checks.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

/// Until 4.1.9 Jool left a time stamp on packets that fq takes for a time to send at
/// (NICMx/Jool 382, 400).
constexpr jool::Version fq_mended{4, 1, 10, 0};

struct Offload {
    std::optional<bool> model::Offloads::* state;
    const char* id;
    const char* name;  ///< ethtool's
    Severity severity;
    const char* title;
    const char* cause;
};

constexpr Offload offloads[] = {
    {&model::Offloads::lro, "lro", "lro", Severity::problem, "Large receive offload is on",
     "The card joins packets in a way that cannot be undone when they are sent on."},
    {&model::Offloads::gro_list, "gro-fraglist", "rx-gro-list", Severity::warning,
     "Fraglist GRO is on",
     "Packets chained by it are taken apart and copied in the translator: half the throughput or "
     "less."},
};

void check_offload(const Offload& offload, const model::NetworkFacts& network, Findings& findings) {
    for (const model::InterfaceFacts& interface : network.interfaces) {
        if (interface.is_loopback || !interface.is_up) continue;
        if (!(interface.offloads.*offload.state).value_or(false)) continue;
        findings.push_back({
            .id = offload.id,
            .severity = offload.severity,
            .title = std::string(offload.title) + " on " + interface.name,
            .cause = offload.cause,
            .evidence = interface.name + ": " + offload.name + " on",
            .fix = "ethtool -K " + interface.name + " " + offload.name + " off",
        });
    }
}

void check_qdisc(const Case& facts, Findings& findings) {
    if (facts.module == nullptr || !facts.module->loaded_version) return;
    if (*facts.module->loaded_version >= fq_mended) return;
    for (const model::InterfaceFacts& interface : facts.network->interfaces) {
        const auto& kinds = interface.qdiscs;
        if (std::find(kinds.begin(), kinds.end(), "fq") == kinds.end()) continue;
        findings.push_back({
            .id = "qdisc-fq",
            .severity = Severity::problem,
            .title = "The queue fq on " + interface.name + " drops translated packets",
            .cause = "Jool up to 4.1.9 leaves a time stamp on packets that fq takes for the time "
                     "to send them at.",
            .evidence =
                interface.name + " has fq, loaded is Jool " + facts.module->loaded_version->text(),
            .fix = "tc qdisc replace dev " + interface.name +
                   " root fq_codel; and net.core.default_qdisc = fq_codel below /etc/sysctl.d",
        });
    }
}

}  // namespace

void check_links(const Case& facts, Findings& findings) {
    if (facts.network == nullptr) return;
    for (const Offload& offload : offloads)
        check_offload(offload, *facts.network, findings);
    check_qdisc(facts, findings);
}

}  // namespace gate64::nat64ctl::doctor
