// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/plan.h"

#include <cerrno>

#include "nat64ctl/plan/draft.h"

namespace gate64::nat64ctl::plan {
namespace {

using Concern = void (*)(const Input&, Draft&);

// In the order in which the steps are done.
constexpr Concern concerns[] = {
    check_framework,       plan_module,     check_marks,   check_sockets,
    check_addresses,       check_protocols, plan_settings, plan_interception_removal,
    plan_instance_removal, plan_guard,      plan_instance, plan_globals,
    plan_bib_removal,      plan_pool4,      plan_bib,      plan_interception,
};

/// The loaded module's; of a module that is still to be loaded, the one on disk.
jool::Version version_of(const model::Box& box) {
    constexpr jool::Version newest_known{4, 1, 15, 0};
    if (box.translator) return box.translator->version;
    if (!box.module) return newest_known;
    return box.module->loaded_version.value_or(box.module->disk_version.value_or(newest_known));
}

Input input_of(const Wanted& wanted, const model::Box& box) {
    Input input{.wanted = wanted, .box = box, .version = version_of(box), .pool4 = {}};
    if (box.network) input.network = &*box.network;
    if (box.translator && box.translator->instance) input.live = &*box.translator->instance;
    input.is_replaced = input.live != nullptr && (input.live->framework != wanted.framework ||
                                                  input.live->pool6() != wanted.pool6);
    input.pool4 = pool4_diff(wanted, input.is_kept() ? input.live : nullptr);
    return input;
}

base::Error refusal(const Draft& draft) {
    std::string text;
    for (const std::string& reason : draft.refusals)
        text += (text.empty() ? "" : "\n") + reason;
    return {std::move(text), draft.errno_value};
}

}  // namespace

base::Result<Plan> make_plan(const Wanted& wanted, const model::Box& box) {
    const bool is_unloaded = !box.translator && (box.translator.error().errno_value == ENOENT ||
                                                 box.translator.error().errno_value == ENODEV);
    if (!box.translator && !is_unloaded) return std::unexpected(box.translator.error());
    const Input input = input_of(wanted, box);
    Draft draft;
    for (const Concern concern : concerns)
        concern(input, draft);
    if (!draft.refusals.empty()) return std::unexpected(refusal(draft));
    return std::move(draft.plan);
}

}  // namespace gate64::nat64ctl::plan
