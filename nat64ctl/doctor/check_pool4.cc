// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "nat64ctl/doctor/checks.h"
#include "shared/jool/pool_set.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

constexpr std::size_t marks_max =
    100;  ///< Jool looks marks up one after the other (NICMx/Jool 214)

std::string text_of(const jool::Pool4Entry& entry) {
    return entry.prefix.text() + " " + std::to_string(entry.port_min) + "-" +
           std::to_string(entry.port_max) + " " + std::string(jool::name_of(entry.protocol)) +
           " mark " + std::to_string(entry.mark);
}

void report_empty(Findings& findings) {
    findings.push_back({
        .id = "pool4-empty",
        .severity = Severity::warning,
        .title = "pool4 is empty",
        .cause = "Jool then borrows ports 61001-65535 of whatever address the outgoing interface "
                 "has: few ports, and a changed address strands every session.",
        .evidence = "no entry for any protocol",
        .fix = "nat64ctl add-pool ADDRESS 61000-65535",
    });
}

void check_protocols(const model::InstanceFacts& instance, Findings& findings) {
    std::set<std::uint32_t> marks;
    for (const jool::Pool4Entry& entry : instance.pool4)
        marks.insert(entry.mark);
    for (const std::uint32_t mark : marks) {
        for (const jool::Protocol protocol : jool::all_protocols) {
            const bool is_served =
                std::any_of(instance.pool4.begin(), instance.pool4.end(), [&](const auto& entry) {
                    return entry.mark == mark && entry.protocol == protocol;
                });
            if (is_served) continue;
            const std::string name(jool::name_of(protocol));
            findings.push_back({
                .id = "pool4-lacks-" + name,
                .severity = mark == 0 ? Severity::problem : Severity::warning,
                .title = "pool4 has nothing for " + name,
                .cause = "Every protocol has ports of its own; packets of this one are dropped.",
                .evidence = "no " + name + " entry with mark " + std::to_string(mark),
                .fix = "nat64ctl add-pool " + instance.pool4.front().prefix.text() + " " +
                       std::to_string(instance.pool4.front().port_min) + "-" +
                       std::to_string(instance.pool4.front().port_max) + " --" + name +
                       (mark == 0 ? "" : " --mark " + std::to_string(mark)),
            });
        }
    }
    if (marks.size() <= marks_max) return;
    findings.push_back({
        .id = "pool4-many-marks",
        .severity = Severity::warning,
        .title = "pool4 has very many marks",
        .cause = "Jool looks them up one after the other for every packet.",
        .evidence = count_text(marks.size(), "mark"),
        .fix = "give several client groups one mark, or divide them among instances",
    });
}

void check_marks(const jool::PoolSet& pool, Findings& findings) {
    const auto overlap = pool.overlap_across_marks();
    if (!overlap) return;
    findings.push_back({
        .id = "pool4-overlap-across-marks",
        .severity = Severity::warning,
        .title = "Two marks share ports of one address",
        .cause = "When one of them gives the range back, answers for the other are lost.",
        .evidence = text_of(overlap->first) + " and " + text_of(overlap->second),
        .fix = "give each mark ports of its own in [[nat64.pool4]], then nat64ctl apply",
    });
}

}  // namespace

void check_pool4(const Case& facts, Findings& findings) {
    if (facts.instance == nullptr) return;
    if (facts.instance->pool4.empty()) {
        report_empty(findings);
        return;
    }
    check_protocols(*facts.instance, findings);
    if (const auto pool = jool::PoolSet::make(facts.instance->pool4)) check_marks(*pool, findings);
}

}  // namespace gate64::nat64ctl::doctor
