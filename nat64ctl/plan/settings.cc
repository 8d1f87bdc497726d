// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/draft.h"
#include "nat64ctl/plan/tune.h"

// The kernel's settings: written where the file lets us, judged where it does not.

namespace gate64::nat64ctl::plan {
namespace {

/// tune = false: the operator's settings stay, and what pool4 newly takes must fit them.
void judge_settings(const Input& input, const model::SysctlFacts& sysctl, Draft& draft) {
    const model::PortSet ephemeral{sysctl.ephemeral};
    const std::string range = model::port_list_text(ephemeral);
    const model::PortSet all = model::common(ports_of(input.wanted.pool4.entries()), ephemeral);
    const model::PortSet added =
        model::common(ports_on_own_addresses(input.pool4.added, input.network), ephemeral);
    const model::PortSet kept =
        model::common(ports_on_own_addresses(input.pool4.kept, input.network), ephemeral);
    if (!added.empty()) {
        draft.refuse("pool4 ports " + model::port_list_text(added) +
                     " are in the ephemeral range " + range +
                     ", so the box's own connections would take them; write tune = true in "
                     "[nat64], run nat64ctl tune, or move pool4");
    } else if (!kept.empty()) {
        draft.warn("pool4 ports " + model::port_list_text(kept) + " are in the ephemeral range " +
                   range +
                   ": the box's own connections collide with translated ones; nat64ctl tune "
                   "mends it");
    }
    draft.force = !all.empty();
    for (const auto& [is_on, family] :
         {std::pair(sysctl.ipv4_forwarding, "IPv4"), std::pair(sysctl.ipv6_forwarding, "IPv6")}) {
        if (!is_on)
            draft.warn(std::string(family) + " forwarding is off; nat64ctl tune switches it on");
    }
}

}  // namespace

void plan_settings(const Input& input, Draft& draft) {
    if (!input.box.sysctl) {
        if (input.wanted.tune)
            draft.refuse(input.box.sysctl.error().message, input.box.sysctl.error().errno_value);
        return;
    }
    const model::SysctlFacts& sysctl = *input.box.sysctl;
    if (!input.wanted.tune) {
        judge_settings(input, sysctl, draft);
        return;
    }
    const auto pool4 = input.wanted.pool4.entries();
    auto tuning = tuning_for(pool4, sysctl, input.network, input.wanted.reserved_by_us);
    if (!tuning) {
        draft.refuse(tuning.error().message);
        return;
    }
    draft.force = tuning->overlaps_elsewhere;
    if (tuning->overlaps_elsewhere) {
        draft.warn(
            "pool4 overlaps the ephemeral range: harmless as long as its addresses are not the "
            "box's own");
    }
    for (Tuning::Write& write : tuning->writes)
        draft.add(std::move(write.sysctl), std::move(write.why));
}

}  // namespace gate64::nat64ctl::plan
