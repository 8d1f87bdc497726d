// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <memory>

#include "nat64ctl/commands/change.h"
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/plan/shell.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

/// This box as it was when it was new: its addresses and module, nothing of a translator, Linux's
/// own settings.
model::Box bare(model::Box box) {
    model::ModuleFacts module = box.module.value_or(model::ModuleFacts());
    if (!module.disk_version) module.disk_version = module.loaded_version;
    if (module.disk_path.empty()) module.disk_path = "jool.ko";
    module.is_loaded = false;
    module.loaded_version.reset();
    box.module = std::move(module);
    box.sysctl = model::SysctlFacts();
    if (box.network) {
        // Our own sockets of today say nothing about the box that runs the script.
        box.network->sockets.clear();
        for (model::InterfaceFacts& interface : box.network->interfaces)
            if (interface.accept_ra == 2) interface.accept_ra = 1;
    } else {
        box.network = model::NetworkFacts();
    }
    box.firewall = model::FirewallFacts();
    box.translator = base::fail("not loaded", ENOENT);
    return box;
}

/// A script must run as it stands, so only what no file and no name of an interface should hold is
/// shown escaped.
std::string printable(const std::string& text) {
    const bool is_plain = std::all_of(text.begin(), text.end(),
                                      [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); });
    return is_plain ? text : cli::escape_lines(text);
}

nlohmann::ordered_json record_of(const plan::Plan& plan, const std::string& script) {
    auto commands = nlohmann::ordered_json::array();
    for (const plan::Step& step : plan.steps) {
        for (const std::string& line : plan::shell_commands(step.change))
            commands.push_back(line);
    }
    return {{"commands", std::move(commands)}, {"script", script}};
}

base::Result<plan::Plan> pending(Context& context, const plan::Wanted& wanted) {
    const auto site = context.gateway.site(wanted.instance, context.options.netns);
    if (!site) return std::unexpected(site.error());
    auto state = system::load_state(site->key.boot_id, site->state_path);
    if (!state) return std::unexpected(state.error());
    return plan_with_costs(context, wanted, context.gateway.observe(wanted.instance), *site,
                           *state);
}

cli::ExitCode run(Context& context, bool only_pending) {
    const auto wish = wish_of_file(context);
    if (!wish) return wish.error();
    const auto plan =
        only_pending
            ? pending(context, wish->wanted)
            : plan::make_plan(wish->wanted, bare(context.gateway.observe(wish->wanted.instance)));
    if (!plan) return report_change(context, plan.error());
    for (const std::string& warning : plan->warnings)
        context.err << "nat64ctl: warning: " << cli::escape(warning) << '\n';
    const std::string script = plan::shell_script(*plan);
    context.out.record(record_of(*plan, script), printable(script));
    return cli::ExitCode::done;
}

Run define(Syntax& syntax) {
    auto only_pending = std::make_shared<bool>(false);
    syntax.add_flag("--pending", *only_pending, "Only what `nat64ctl plan` would do now");
    return [only_pending](Context& context) { return run(context, *only_pending); };
}

constexpr std::string_view examples[] = {"nat64ctl script", "nat64ctl script --pending"};

}  // namespace

const Command script_command = {
    .name = "script",
    .group = Group::tools,
    .summary = "Print the shell commands that `up` stands for",
    .details =
        "For the curious: what a person would type, with Jool's and iptables' own commands, to "
        "get\n"
        "from a new box to what the file says. nat64ctl itself runs no command. The guard has no\n"
        "short command and is a comment.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
