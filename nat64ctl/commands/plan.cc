// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/plan.h"

#include "nat64ctl/apply/change_json.h"
#include "nat64ctl/commands/change.h"
#include "nat64ctl/commands/commands.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

std::string text_of_plan(const Context& context, const plan::Plan& plan) {
    if (plan.empty()) return words_of_file(context).unchanged;
    const std::size_t count = plan.steps.size();
    return std::to_string(count) + (count == 1 ? " step makes" : " steps make") + " the box as " +
           cli::escape(context.options.config_file) + " says:\n" +
           text_of_steps(plan, context.out.terminal()) + "\n" + command_line(context, "apply") +
           " does " + (count == 1 ? "it" : "them") + ", and puts everything back if one fails";
}

cli::ExitCode run(Context& context) {
    const auto wish = wish_of_file(context);
    if (!wish) return wish.error();
    const auto site = context.gateway.site(wish->wanted.instance, context.options.netns);
    if (!site) return report(context, site.error());
    auto state = system::load_state(site->key.boot_id, site->state_path);
    if (!state) return report(context, state.error());
    const model::Box box = context.gateway.observe(wish->wanted.instance);
    const auto plan = plan_with_costs(context, wish->wanted, box, *site, *state);
    if (!plan) return report_change(context, plan.error());
    for (const std::string& warning : plan->warnings)
        context.err << "nat64ctl: warning: " << cli::escape(warning) << '\n';
    context.out.record(apply::json_of(*plan), text_of_plan(context, *plan));
    return cli::ExitCode::done;
}

Run define(Syntax& /*syntax*/) {
    return run;
}

constexpr std::string_view examples[] = {
    "nat64ctl plan",
    "nat64ctl plan --config ./gate64.toml --json",
};

}  // namespace

const Command plan_command = {
    .name = "plan",
    .group = Group::gateway,
    .summary = "Show what apply would do, step by step",
    .details =
        "Compares the box with [nat64] of the file and prints the steps from one to the other, in\n"
        "the order in which they are done, with the reason and what each one costs: \"ends 214\n"
        "sessions\". Changes nothing. Exit code 0 whether there are steps or not; --json has them.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
