// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/apply/confirm.h"

#include "nat64ctl/commands/commands.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

cli::ExitCode run(Context& context) {
    const auto site = context.gateway.site({}, context.options.netns);
    if (!site) return report(context, site.error());
    const auto journal = apply::confirm(*site);
    if (!journal) return report(context, journal.error());
    const std::string begun = apply::text_of(journal->run.started);
    context.out.record(
        {{"confirmed", true},
         {"verb", journal->run.verb},
         {"instance", journal->run.key.instance},
         {"started", begun},
         {"steps", journal->steps.size()}},
        "confirmed: what " + cli::escape(journal->run.verb) + " did at " + begun + " stays");
    return cli::ExitCode::done;
}

Run define(Syntax& /*syntax*/) {
    return run;
}

constexpr std::string_view examples[] = {"nat64ctl apply --confirm 60s", "nat64ctl confirm"};

}  // namespace

const Command confirm_command = {
    .name = "confirm",
    .group = Group::gateway,
    .summary = "Keep what `apply --confirm` did",
    .details =
        "To be typed on a connection that still works after the change. Without it the change is\n"
        "taken back when its time is over. Exit code 1: nothing waits, or it was taken back.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
