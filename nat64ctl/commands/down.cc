// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "nat64ctl/apply/take_down.h"
#include "nat64ctl/commands/change.h"
#include "nat64ctl/commands/commands.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

/// --instance, else the file's, else the only one that we did something for. The file need not be
/// right: what is taken down is what was done.
base::Result<std::string> instance_to_take_down(Context& context) {
    if (!context.options.instance.empty()) return context.options.instance;
    const auto config = config::load(context.options.config_file);
    if (config && config->nat64) return config->nat64->instance;
    const auto site = context.gateway.site({}, context.options.netns);
    if (!site) return std::unexpected(site.error());
    const auto state = system::load_state(site->key.boot_id, site->state_path);
    if (!state) return std::unexpected(state.error());
    std::vector<std::string> names;
    for (const system::State::Record& record : state->records) {
        if (record.key.network_namespace == site->key.network_namespace && !record.deeds.empty())
            names.push_back(record.key.instance);
    }
    if (names.size() == 1) return names.front();
    return base::fail("which instance? " + context.options.config_file +
                      " does not say, and nat64ctl has brought up " +
                      (names.empty() ? "none" : "several") + " here; choose one with --instance");
}

std::string nothing_text(const model::Box& box, const std::string& instance) {
    const std::string name = cli::escape(instance);
    std::string text = "nothing to undo: nat64ctl did nothing here for instance " + name;
    if (!box.translator || !box.translator->instance) return text;
    return text + ", which somebody else has made; nat64ctl instance remove " + name +
           " removes it";
}

cli::ExitCode run(Context& context) {
    const auto instance = instance_to_take_down(context);
    if (!instance) return report(context, instance.error());
    const auto site = context.gateway.site(*instance, context.options.netns);
    if (!site) return report(context, site.error());
    const auto actuator = context.gateway.actuator(*instance);
    std::optional<system::State> before;
    Words words;
    const auto plan_for = [&](const model::Box& box,
                              system::State& state) -> base::Result<plan::Plan> {
        // Read back against what was to be undone, which the state has forgotten by then.
        const bool is_first = !before;
        if (is_first) before = state;
        plan::Plan plan = apply::plan_down(site->key, *before, box);
        if (is_first) {
            apply::hand_over(site->key, state, plan);
            words.unchanged = nothing_text(box, *instance);
        }
        return plan;
    };
    words.applied = "down: what nat64ctl did for instance " + cli::escape(*instance) +
                    " is undone; the module stays loaded";
    const auto done =
        run_change(context, *actuator, *site, {.verb = "down", .wanted = {}, .plan = plan_for});
    if (!done) return report_change(context, done.error());
    return show_end(context, *done, words);
}

Run define(Syntax& /*syntax*/) {
    return run;
}

constexpr std::string_view examples[] = {"nat64ctl down", "nat64ctl down --instance gate64"};

}  // namespace

const Command down_command = {
    .name = "down",
    .group = Group::gateway,
    .summary = "Undo what up and apply did",
    .details =
        "Takes away the rules, the instance with its sessions and the guard that nat64ctl made\n"
        "since the box started, and puts kernel settings back where nobody else has changed them\n"
        "since. An instance that somebody else made stays, and so does the module, as unloading "
        "it\n"
        "would end the instances of every namespace. Never asks.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
