// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a check of the doctor looks at: the parts of the box that could be read, as pointers that
// are null where a part could not, and the file. A check says nothing about what it cannot see;
// that a part is missing is a finding of its own (check_reading.cc). Borrowed for the time of
// examine().

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nat64ctl/model/box.h"
#include "nat64ctl/model/finding.h"
#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::doctor {

struct Case {
    const model::Box& box;
    const plan::Wanted* wanted;
    const model::ModuleFacts* module;
    const model::SysctlFacts* sysctl;
    const model::NetworkFacts* network;
    const model::FirewallFacts* firewall;
    const model::TranslatorFacts* translator;
    const model::InstanceFacts* instance;
    const model::DnsFacts* dns;

    Case(const model::Box& from, const plan::Wanted* file);
};

using Findings = std::vector<model::Finding>;
/// Appends what it finds.
using Check = void (*)(const Case& facts, Findings& findings);

/// The instance's boolean or numeric global by Jool's name, `otherwise` where it was not listed.
[[nodiscard]] bool flag_of(const model::InstanceFacts& instance, std::string_view key,
                           bool otherwise);
[[nodiscard]] std::uint32_t number_of(const model::InstanceFacts& instance, std::string_view key,
                                      std::uint32_t otherwise);

/// The counter by Jool's name; 0 where the module does not list it.
[[nodiscard]] std::uint64_t counter_of(const Case& facts, std::string_view name);

/// "a, b, c and 4 more": at most eight are named.
[[nodiscard]] std::string list_text(std::span<const std::string> items);

/// Every address of pool4 as /32 or shorter prefix, once, ascending.
[[nodiscard]] std::vector<net::Ipv4Prefix> pool4_prefixes(const model::InstanceFacts& instance);

/// "1 packet", "3 packets".
[[nodiscard]] std::string count_text(std::uint64_t count, std::string_view thing);

}  // namespace gate64::nat64ctl::doctor
