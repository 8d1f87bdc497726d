// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "nat64ctl/apply/confirm.h"
#include "nat64ctl/commands/change.h"
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/recovery.h"
#include "shared/config/units.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr std::chrono::seconds confirm_min{1};
constexpr std::chrono::hours confirm_max{24};

struct Options {
    std::string confirm;
    bool recover = false;
};

base::Result<std::chrono::seconds> confirm_time(const std::string& text) {
    if (text.empty()) return std::chrono::seconds(0);
    const auto time = config::parse_duration(text);
    if (!time || *time < confirm_min || *time > confirm_max || time->count() % 1000 != 0)
        return base::fail("--confirm: whole seconds from 1s to 24h are needed, such as 60s");
    return std::chrono::duration_cast<std::chrono::seconds>(*time);
}

/// A change that waits with nobody to take it back is taken back at once.
cli::ExitCode take_back_now(Context& context, apply::Actuator& actuator, const apply::Site& site,
                            const std::string& run_id, base::Error why) {
    const auto rollback = apply::take_back_unconfirmed(actuator, site, run_id);
    why.message += "; the change is taken back";
    if (!rollback) {
        why.message += " not at all: " + rollback.error().message;
    } else if (*rollback && !(*rollback)->is_complete()) {
        why.message += " in part: " + (*rollback)->text();
    }
    return report(context, why);
}

cli::ExitCode run(Context& context, const Options& options) {
    if (options.recover) return recover_by_hand(context);
    const auto confirm = confirm_time(options.confirm);
    if (!confirm) return usage_error(context, confirm.error().message);
    const auto wish = wish_of_file(context);
    if (!wish) return wish.error();
    const std::string& instance = wish->wanted.instance;
    const auto site = context.gateway.site(instance, context.options.netns);
    if (!site) return report(context, site.error());
    const auto actuator = context.gateway.actuator(instance);
    const auto done =
        run_change(context, *actuator, *site,
                   {.verb = "apply",
                    .wanted = wish->text,
                    .confirm = *confirm,
                    .plan = [&](const model::Box& box, system::State& state) {
                        return plan_with_costs(context, wish->wanted, box, *site, state);
                    }});
    if (!done) return report_change(context, done.error());
    if (done->end == apply::Report::End::unconfirmed) {
        const auto started = apply::start_timer(*site, done->run_id, done->deadline,
                                                [&] { return context.gateway.actuator(instance); });
        if (!started)
            return take_back_now(context, *actuator, *site, done->run_id, started.error());
    }
    return show_end(context, *done, words_of_file(context));
}

Run define(Syntax& syntax) {
    auto options = std::make_shared<Options>();
    const Argument confirm =
        syntax
            .add_option("--confirm", options->confirm,
                        "Put everything back after this time unless `nat64ctl confirm` came: 60s")
            .type_name("TIME");
    syntax
        .add_flag("--recover", options->recover,
                  "Take back a change that was killed or waits to be confirmed")
        .excludes(confirm);
    return [options](Context& context) { return run(context, *options); };
}

constexpr std::string_view examples[] = {
    "nat64ctl apply",
    "nat64ctl apply --confirm 60s",
    "nat64ctl apply --recover",
};

}  // namespace

const Command apply_command = {
    .name = "apply",
    .group = Group::gateway,
    .summary = "Make the box as the file says",
    .details =
        "Does the steps that `plan` shows, one by one on the live instance, so that sessions and\n"
        "counters outlive what need not end them; then looks at the box again. When a step fails,\n"
        "those before it are taken back. Never asks. A run that was killed leaves a state that "
        "the\n"
        "next apply goes on from, or that --recover takes back.\n\n"
        "With --confirm it returns at once and a process without a terminal waits: what was done\n"
        "is taken back when its time is over, unless `nat64ctl confirm` came before. After a "
        "power\n"
        "cut the unit at boot brings back what was there before (nat64ctl up --boot).",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
