// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/doctor/checks.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

struct BadFlag {
    const char* key;
    Severity severity;
    const char* title;
    const char* cause;
};

// Off by default, and only a mistake or a forgotten experiment leaves them on.
constexpr BadFlag bad_flags[] = {
    {"logging-debug", Severity::warning, "The translator logs every packet",
     "Several lines a packet into the kernel's log: slow, and real messages drown."},
    {"drop-icmpv6-info", Severity::note, "Ping through the translator is switched off",
     "Clients' ping6 of IPv4 hosts is dropped, which looks like an outage."},
};

constexpr std::uint32_t f_args_default = 11;  // 0b1011
constexpr std::uint32_t f_args_source = 8;    ///< the client's address is an input

}  // namespace

void check_settings(const Case& facts, Findings& findings) {
    if (facts.instance == nullptr) return;
    for (const BadFlag& flag : bad_flags) {
        if (!flag_of(*facts.instance, flag.key, false)) continue;
        findings.push_back({
            .id = flag.key,
            .severity = flag.severity,
            .title = flag.title,
            .cause = flag.cause,
            .evidence = std::string(flag.key) + " is true",
            .fix = std::string("nat64ctl set ") + flag.key + " false",
        });
    }
    const std::uint32_t f_args = number_of(*facts.instance, "f-args", f_args_default);
    if ((f_args & f_args_source) != 0) return;
    findings.push_back({
        .id = "f-args",
        .severity = Severity::warning,
        .title = "Ports are chosen without regard to the client's address",
        .cause = "The search for a free port then starts at the same place for every client: it "
                 "gets slow, and ports can be guessed (RFC 6056).",
        .evidence = "f-args is " + std::to_string(f_args) + ", by default 11",
        .fix = "nat64ctl set f-args 11",
    });
}

}  // namespace gate64::nat64ctl::doctor
