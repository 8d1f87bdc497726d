// SPDX-License-Identifier: Apache-2.0
#include "shared/jool/globals.h"

#include <algorithm>

#include "nat64ctl/plan/draft.h"

// Jool's globals. Those that the file does not name are Jool's default, so that the file alone says
// what the instance is.

namespace gate64::nat64ctl::plan {
namespace {

const jool::GlobalSetting* find(const std::vector<jool::GlobalSetting>& settings,
                                std::uint16_t id) {
    const auto found = std::find_if(settings.begin(), settings.end(),
                                    [id](const auto& one) { return one.id == id; });
    return found == settings.end() ? nullptr : &*found;
}

/// ss-max-sessions-per-packet and the like: sending it to an older module is an error.
void check_known(const Input& input, Draft& draft) {
    for (const jool::GlobalSetting& setting : input.wanted.globals) {
        const jool::Global* global = jool::find_global(setting.id);
        if (global == nullptr || jool::is_in(*global, input.version)) continue;
        draft.refuse("[nat64.settings] " + std::string(global->key) + ": Jool " +
                     input.version.text() + " does not have it, " + global->since.text() +
                     " and later do; leave it out");
    }
}

jool::GlobalValue wanted_value(const Input& input, const jool::Global& global) {
    const jool::GlobalSetting* named = find(input.wanted.globals, global.id);
    return named != nullptr ? jool::normalised(global, named->value)
                            : jool::default_of(global, input.version);
}

std::string cost_of(const SetGlobals& change) {
    std::string cost;
    for (const jool::GlobalSetting& setting : change.after) {
        const std::string_view one = jool::find_global(setting.id)->cost;
        if (one.empty()) continue;
        cost += (cost.empty() ? "" : "; ") + std::string(one);
    }
    return cost;
}

}  // namespace

bool is_pool6(const jool::GlobalSetting& setting) noexcept {
    const jool::Global* global = jool::find_global(setting.id);
    return global != nullptr && global->kind == jool::GlobalKind::prefix6;
}

std::vector<jool::GlobalSetting> not_default(const std::vector<jool::GlobalSetting>& globals,
                                             const jool::Version& version) {
    std::vector<jool::GlobalSetting> result;
    for (const jool::GlobalSetting& setting : globals) {
        const jool::Global* global = jool::find_global(setting.id);
        if (global == nullptr || is_pool6(setting)) continue;
        jool::GlobalValue value = jool::normalised(*global, setting.value);
        if (value != jool::default_of(*global, version))
            result.push_back({setting.id, std::move(value)});
    }
    std::sort(result.begin(), result.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    return result;
}

void plan_globals(const Input& input, Draft& draft) {
    check_known(input, draft);
    if (!input.is_kept()) return;
    SetGlobals change{.instance = input.wanted.instance, .before = {}, .after = {}};
    for (const jool::GlobalSetting& live : input.live->globals) {
        const jool::Global* global = jool::find_global(live.id);
        if (global == nullptr || is_pool6(live)) continue;
        jool::GlobalValue wanted = wanted_value(input, *global);
        if (jool::normalised(*global, live.value) == wanted) continue;
        change.before.push_back(live);
        change.after.push_back({live.id, std::move(wanted)});
    }
    if (change.after.empty()) return;
    std::string cost = cost_of(change);
    draft.add(std::move(change), {}, std::move(cost));
}

}  // namespace gate64::nat64ctl::plan
