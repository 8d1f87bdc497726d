// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "nat64ctl/commands/change.h"
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/recovery.h"
#include "nat64ctl/plan/names.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

/// Rows of pool4 that are named; the rest are counted.
constexpr std::size_t pool4_rows_shown = 4;

std::string pool4_text(const jool::PoolSet& pool4) {
    const auto entries = pool4.entries();
    if (entries.empty()) return "the addresses of the interface that packets leave by";
    std::string text;
    for (std::size_t i = 0; i < entries.size() && i < pool4_rows_shown; ++i)
        text += (i == 0 ? "" : ", ") + plan::text_of(entries[i]);
    if (entries.size() > pool4_rows_shown)
        text += " and " + std::to_string(entries.size() - pool4_rows_shown) + " more";
    return text;
}

Words words_of(const Context& context, const plan::Wanted& wanted) {
    const std::string state = "instance " + cli::escape(wanted.instance) + " translates " +
                              wanted.pool6.text() + " as " + pool4_text(wanted.pool4);
    return {"nothing to do: it is up, " + state,
            "up: " + state + "\n" + command_line(context, "status") + " shows how it does"};
}

cli::ExitCode run(Context& context, bool at_boot) {
    if (at_boot) {
        if (const auto recovered = recover_at_boot(context)) return *recovered;
    }
    const auto wish = wish_of_file(context);
    if (!wish) return wish.error();
    const auto site = context.gateway.site(wish->wanted.instance, context.options.netns);
    if (!site) return report(context, site.error());
    const auto actuator = context.gateway.actuator(wish->wanted.instance);
    const auto done =
        run_change(context, *actuator, *site,
                   {.verb = "up",
                    .wanted = wish->text,
                    .plan = [&](const model::Box& box, system::State& state) {
                        return plan_with_costs(context, wish->wanted, box, *site, state);
                    }});
    if (!done) return report_change(context, done.error());
    return show_end(context, *done, words_of(context, wish->wanted));
}

Run define(Syntax& syntax) {
    auto at_boot = std::make_shared<bool>(false);
    syntax.add_flag("--boot", *at_boot,
                    "As at boot: do not repeat a change that nobody confirmed, bring back what was "
                    "there before it");
    return [at_boot](Context& context) { return run(context, *at_boot); };
}

constexpr std::string_view examples[] = {
    "nat64ctl up",
    "nat64ctl up --config ./gate64.toml --netns gateway",
};

}  // namespace

const Command up_command = {
    .name = "up",
    .group = Group::gateway,
    .summary = "Bring the translator up from the file",
    .details =
        "From a bare box to a translator at work: loads the module, sets what pool4 needs of the\n"
        "kernel (unless [nat64] says tune = false), installs the guard (unless guard = false),\n"
        "makes the instance with pool6, pool4 and static bindings, and in iptables mode the two\n"
        "rules. What is there already stays, so that a second `up` does nothing. A step that "
        "fails\n"
        "takes those before it back. `down` undoes what it did.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
