// SPDX-License-Identifier: Apache-2.0
#pragma once
// A plan in the making. make_plan() prepares the input once and lets each concern (module, kernel
// settings, instance, pool4, ...) add its steps, warnings and refusals in turn. Private to this
// folder. Pure.

#include <string>
#include <vector>

#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::plan {

/// What wanted and live pool4 have to do with each other.
struct Pool4Diff {
    std::vector<jool::Pool4Entry> added;
    std::vector<jool::Pool4Entry> removed;
    std::vector<jool::Pool4Entry> kept;
};

struct Input {
    const Wanted& wanted;
    const model::Box& box;
    const model::InstanceFacts* live = nullptr;    ///< nullptr: there is no such instance
    const model::NetworkFacts* network = nullptr;  ///< nullptr: unknown
    jool::Version version;                         ///< of the module that does the steps
    /// The live instance has another pool6 or framework, which cannot be changed in place.
    bool is_replaced = false;
    Pool4Diff pool4;  ///< of a replaced instance: against nothing

    /// Steps work on an instance that stays.
    [[nodiscard]] bool is_kept() const noexcept { return live != nullptr && !is_replaced; }
};

struct Draft {
    Plan plan;
    std::vector<std::string> refusals;
    int errno_value = 0;  ///< of the refusals, when one decides the exit code
    bool force = false;   ///< see AddInstance::force

    void add(Change change, std::string why = {}, std::string cost = {}) {
        plan.steps.push_back({std::move(change), std::move(why), std::move(cost)});
    }
    void warn(std::string text) { plan.warnings.push_back(std::move(text)); }
    void refuse(std::string text, int errno_of_it = 0) {
        refusals.push_back(std::move(text));
        if (errno_value == 0) errno_value = errno_of_it;
    }
};

// In the order in which make_plan() calls them: what a step needs comes before it.
void plan_module(const Input& input, Draft& draft);
void plan_settings(const Input& input, Draft& draft);
void plan_interception_removal(const Input& input, Draft& draft);
void plan_instance_removal(const Input& input, Draft& draft);
void plan_guard(const Input& input, Draft& draft);
void plan_instance(const Input& input, Draft& draft);
void plan_globals(const Input& input, Draft& draft);
void plan_bib_removal(const Input& input, Draft& draft);
void plan_pool4(const Input& input, Draft& draft);
void plan_bib(const Input& input, Draft& draft);
void plan_interception(const Input& input, Draft& draft);

// What is refused, and what is only said.
void check_framework(const Input& input, Draft& draft);
void check_marks(const Input& input, Draft& draft);
void check_sockets(const Input& input, Draft& draft);
void check_addresses(const Input& input, Draft& draft);
void check_protocols(const Input& input, Draft& draft);

[[nodiscard]] Pool4Diff pool4_diff(const Wanted& wanted, const model::InstanceFacts* live);
/// Static bindings in one and not in the other.
[[nodiscard]] std::vector<jool::BibEntry> missing_from(const std::vector<jool::BibEntry>& all,
                                                       const std::vector<jool::BibEntry>& other);
/// Those that are not Jool's default, by id and without pool6: what a new instance starts with.
[[nodiscard]] std::vector<jool::GlobalSetting> not_default(
    const std::vector<jool::GlobalSetting>& globals, const jool::Version& version);
[[nodiscard]] bool is_pool6(const jool::GlobalSetting& setting) noexcept;

}  // namespace gate64::nat64ctl::plan
