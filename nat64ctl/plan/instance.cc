// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/costs.h"
#include "nat64ctl/plan/draft.h"

// The instance as a whole: made, or taken away to be made anew where Jool cannot change it.

namespace gate64::nat64ctl::plan {
namespace {

std::string pool6_text(const std::optional<net::Ipv6Prefix>& pool6) {
    return pool6 ? pool6->text() : "none";
}

std::string why_replaced(const Wanted& wanted, const model::InstanceFacts& live) {
    if (live.framework != wanted.framework) {
        return "the framework cannot be changed on a live instance (" +
               std::string(jool::name_of(live.framework)) + " to " +
               std::string(jool::name_of(wanted.framework)) + ')';
    }
    return "pool6 cannot be changed on a live instance (" + pool6_text(live.pool6()) + " to " +
           wanted.pool6.text() + ')';
}

/// In a netfilter instance's namespace no second one can be; Jool says only that it failed.
void warn_of_others(const Input& input, Draft& draft) {
    if (!input.box.translator || input.live != nullptr) return;
    std::string others;
    for (const std::string& name : input.box.translator->instances)
        others += (others.empty() ? "" : ", ") + name;
    if (others.empty()) return;
    draft.warn("there is another instance here: " + others +
               (input.wanted.framework == jool::Framework::netfilter
                    ? "; with the netfilter framework Jool allows only one, so take that away "
                      "first (nat64ctl instance remove)"
                    : ""));
}

}  // namespace

void plan_instance_removal(const Input& input, Draft& draft) {
    if (!input.is_replaced) return;
    const model::InstanceFacts& live = *input.live;
    RemoveInstance removal{live.name, live.framework, live.pool6().value_or(net::Ipv6Prefix()),
                           content_of(live, input.version)};
    draft.add(std::move(removal), why_replaced(input.wanted, live),
              ends_sessions(sessions_of(live)));
}

void plan_instance(const Input& input, Draft& draft) {
    if (input.is_kept()) return;
    const Wanted& wanted = input.wanted;
    warn_of_others(input, draft);
    draft.add(AddInstance{
        wanted.instance,
        wanted.framework,
        wanted.pool6,
        {not_default(wanted.globals, input.version), wanted.pool4.entries(), wanted.bib},
        draft.force});
}

InstanceContent content_of(const model::InstanceFacts& live, const jool::Version& version) {
    return {not_default(live.globals, version), live.pool4, live.static_bib};
}

}  // namespace gate64::nat64ctl::plan
