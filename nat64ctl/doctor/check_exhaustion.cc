// SPDX-License-Identifier: Apache-2.0
// What the counters say about ports that ran out. Jool counts a failure to find a port for UDP and
// ICMP as BIB6_NOT_FOUND, for TCP as UNKNOWN.
#include <algorithm>

#include "nat64ctl/doctor/checks.h"
#include "nat64ctl/plan/capacity.h"
#include "shared/jool/stats.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

constexpr std::uint64_t warning_percent = 80;
constexpr std::uint64_t problem_percent = 95;

struct Symptom {
    const char* id;
    std::uint64_t packets;
    const char* title;
    const char* cause;
    const char* fix;
};

void report(const Case& facts, const Symptom& symptom, Findings& findings) {
    if (symptom.packets == 0) return;
    findings.push_back({
        .id = symptom.id,
        .severity = Severity::warning,
        .title = symptom.title,
        .cause = symptom.cause,
        .evidence = count_text(symptom.packets, "packet") + " since the counters started, of " +
                    std::to_string(counter_of(facts, "JSTAT_RECEIVED6")) + " received from clients",
        .fix = symptom.fix,
    });
}

void check_counters(const Case& facts, Findings& findings) {
    const auto tcp = jool::unknown_of(facts.translator->version, facts.instance->counters);
    report(facts,
           {"ports-exhausted-tcp", tcp.value_or(0), "TCP connections found no free port",
            "Jool counts these as UNKNOWN: every port of pool4 that the client may have was taken.",
            "nat64ctl add-pool ADDRESS PORTS --tcp; nat64ctl sessions --top shows who takes them"},
           findings);
    report(facts,
           {"ports-exhausted-udp", counter_of(facts, "JSTAT_BIB6_NOT_FOUND"),
            "UDP or ICMP packets found no free port",
            "Jool counts these as BIB6_NOT_FOUND: every port of pool4 that the client may have was "
            "taken.",
            "nat64ctl add-pool ADDRESS PORTS --udp --icmp; nat64ctl sessions --top shows who takes "
            "them"},
           findings);
    report(facts,
           {"pool4-no-domain", counter_of(facts, "JSTAT_MASK_DOMAIN_NOT_FOUND"),
            "Packets met no pool4 entry for their protocol and mark",
            "A protocol was left out of pool4, or packets carry a mark that no entry has.",
            "nat64ctl pools shows protocols and marks; nat64ctl add-pool adds what is missing"},
           findings);
}

/// Gauges that went below zero: the table was replaced while entries lived.
void report_orphans(std::int64_t bindings, std::int64_t sessions, Findings& findings) {
    findings.push_back({
        .id = "gauges-below-zero",
        .severity = Severity::note,
        .title = "The gauges of bindings and sessions are wrong",
        .cause = "A configuration that was replaced whole starts them at zero while old entries "
                 "live on.",
        .evidence =
            "bindings " + std::to_string(bindings) + ", sessions " + std::to_string(sessions),
        .fix = "nat64ctl status --ports counts anew; only a new instance sets them right",
    });
}

void check_usage(const Case& facts, std::uint64_t bindings, Findings& findings) {
    std::uint64_t capacity = 0;
    for (const plan::Capacity& of : plan::capacity_of(facts.instance->pool4))
        capacity += of.sockets;
    if (capacity == 0) return;
    const std::uint64_t percent = bindings * 100 / capacity;
    if (percent < warning_percent) return;
    findings.push_back({
        .id = "ports-nearly-exhausted",
        .severity = percent >= problem_percent ? Severity::problem : Severity::warning,
        .title = "pool4 is nearly used up",
        .cause = "New connections will find no port, and looking for one gets slow.",
        .evidence = std::to_string(bindings) + " of " + std::to_string(capacity) +
                    " ports of all protocols taken (" + std::to_string(percent) + "%)",
        .fix = "nat64ctl add-pool ADDRESS PORTS, or: nat64ctl set udp-timeout 2m",
    });
}

}  // namespace

void check_exhaustion(const Case& facts, Findings& findings) {
    if (facts.instance == nullptr) return;
    check_counters(facts, findings);
    const std::int64_t bindings = jool::gauge_value(counter_of(facts, "JSTAT_BIB_ENTRIES"));
    const std::int64_t sessions = jool::gauge_value(counter_of(facts, "JSTAT_SESSIONS"));
    if (bindings < 0 || sessions < 0)
        report_orphans(bindings, sessions, findings);
    else
        check_usage(facts, static_cast<std::uint64_t>(bindings), findings);
}

}  // namespace gate64::nat64ctl::doctor
