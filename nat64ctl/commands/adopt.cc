// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/plan/adopt.h"

#include <cerrno>

#include "nat64ctl/commands/commands.h"
#include "nat64ctl/plan/plan.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

struct Remaining {
    std::vector<std::string> steps;
    std::string refusal;
};

/// What `up` would still do with the adopted file: a hand-made box is seldom tuned.
Remaining remaining(const std::string& text, const model::Box& box) {
    Remaining left;
    const auto config = config::parse(text, "adopted");
    const auto wanted =
        config ? plan::wanted_from(*config) : base::fail(config::to_text(config.error()));
    if (!wanted) {
        left.refusal = wanted.error().message;
        return left;
    }
    const auto plan = plan::make_plan(*wanted, box);
    if (!plan) {
        left.refusal = plan.error().message;
        return left;
    }
    for (const plan::Step& step : plan->steps)
        left.steps.push_back(plan::text_of(step.change));
    return left;
}

void tell(std::ostream& err, const Remaining& left) {
    if (!left.refusal.empty()) {
        err << "nat64ctl: warning: with this file nat64ctl up would refuse: "
            << cli::escape_lines(left.refusal) << '\n';
    }
    if (left.steps.empty()) return;
    err << "nat64ctl: note: with this file nat64ctl up would still do:\n";
    for (const std::string& step : left.steps)
        err << "  " << cli::escape(step) << '\n';
}

/// --instance, or the only one here. Whatever file there is speaks of what shall be, not of this.
base::Result<std::string> live_instance(Context& context) {
    auto client = context.gateway.connect();
    if (!client) return std::unexpected(client.error());
    const auto names = instances_here(**client);
    if (!names) return std::unexpected(names.error());
    if (!context.options.instance.empty()) return context.options.instance;
    if (names->size() == 1) return names->front();
    if (names->empty())
        return base::fail("there is no instance in this network namespace to adopt", ESRCH);
    std::string text;
    for (const std::string& name : *names)
        text += (text.empty() ? "" : ", ") + name;
    return base::fail("there are several instances, choose one with --instance: " + text, ESRCH);
}

cli::ExitCode run(Context& context) {
    const auto instance = live_instance(context);
    if (!instance) return report(context, instance.error());
    const model::Box box = context.gateway.observe(*instance);
    if (!box.translator) return report(context, box.translator.error());
    if (!box.translator->instance) {
        return report(context,
                      {"there is no instance " + *instance + "; nat64ctl instance list", ESRCH});
    }
    const bool has_guard = box.firewall && box.firewall->guard.is_installed;
    const auto text =
        plan::configuration_text(*box.translator->instance, box.translator->version, has_guard);
    if (!text) return report(context, text.error());
    const Remaining left = remaining(*text, box);
    tell(context.err, left);
    if (!has_guard) {
        context.err << "nat64ctl: note: the box has no guard, so the file says guard = false; "
                       "true keeps clients from the gateway's own services\n";
    }
    context.out.record({{"instance", *instance},
                        {"configuration", *text},
                        {"remaining", left.steps},
                        {"refusal", left.refusal}},
                       cli::escape_lines(text->substr(0, text->find_last_not_of('\n') + 1)));
    return cli::ExitCode::done;
}

Run define(Syntax& /*syntax*/) {
    return run;
}

constexpr std::string_view examples[] = {
    "nat64ctl adopt > gate64.toml",
    "nat64ctl adopt --instance example --json",
};

}  // namespace

const Command adopt_command = {
    .name = "adopt",
    .group = Group::tools,
    .summary = "Print the live instance as a configuration file",
    .details =
        "For a box that was set up by hand: prints [nat64] with pool6, pool4, static bindings and\n"
        "every setting that is not Jool's default, and says what `up` with that file would still\n"
        "do. Changes nothing; the instance and its sessions go on.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
