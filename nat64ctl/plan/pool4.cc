// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "nat64ctl/plan/costs.h"
#include "nat64ctl/plan/draft.h"
#include "nat64ctl/plan/names.h"

// pool4 of an instance that stays: it grows before it shrinks, so that clients never find it empty
// (an empty pool4 masquerades). One exception: Jool looks addresses up without their mark, so a
// range that changes its mark must go before it comes back.

namespace gate64::nat64ctl::plan {
namespace {

bool share_ports(const jool::Pool4Entry& a, const jool::Pool4Entry& b) noexcept {
    const bool addresses =
        a.prefix.contains(b.prefix.address()) || b.prefix.contains(a.prefix.address());
    return a.protocol == b.protocol && addresses && a.port_min <= b.port_max &&
           b.port_min <= a.port_max;
}

bool comes_back(const jool::Pool4Entry& removed, const std::vector<jool::Pool4Entry>& added) {
    return std::any_of(added.begin(), added.end(),
                       [&](const jool::Pool4Entry& entry) { return share_ports(removed, entry); });
}

std::string cost_of_first_entry(const Input& input, bool is_first) {
    if (!is_first || !input.live->pool4.empty()) return {};
    const auto sessions = sessions_of(*input.live);
    if (sessions == 0U) return {};
    return "strands " + (sessions ? std::to_string(*sessions) : std::string("the")) +
           " sessions of the empty pool4";
}

}  // namespace

Pool4Diff pool4_diff(const Wanted& wanted, const model::InstanceFacts* live) {
    const jool::PoolSet now(live != nullptr ? live->pool4 : std::vector<jool::Pool4Entry>());
    return {wanted.pool4.minus(now).entries(), now.minus(wanted.pool4).entries(),
            now.minus(now.minus(wanted.pool4)).entries()};
}

void plan_pool4(const Input& input, Draft& draft) {
    if (!input.is_kept()) return;
    const auto remove = [&](const jool::Pool4Entry& entry, bool changes_mark) {
        draft.add(RemovePool4{input.wanted.instance, entry},
                  changes_mark ? "a range that changes its mark goes first" : "",
                  "ends its sessions");
    };
    for (const jool::Pool4Entry& entry : input.pool4.removed)
        if (comes_back(entry, input.pool4.added)) remove(entry, true);
    bool is_first = true;
    for (const jool::Pool4Entry& entry : input.pool4.added) {
        draft.add(AddPool4{input.wanted.instance, entry, draft.force}, {},
                  cost_of_first_entry(input, std::exchange(is_first, false)));
    }
    for (const jool::Pool4Entry& entry : input.pool4.removed)
        if (!comes_back(entry, input.pool4.added)) remove(entry, false);
}

void check_marks(const Input& input, Draft& draft) {
    const auto overlap = input.wanted.pool4.overlap_across_marks();
    if (!overlap) return;
    const auto& [a, b] = *overlap;
    draft.refuse("pool4 has " + text_of(a) + " and " + text_of(b) +
                 ": Jool would lose the answers of one; give each mark ports of its own");
}

}  // namespace gate64::nat64ctl::plan
