// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the verbs that change the box by plan, journal and rollback share: the file's wish, the plan
// for it with its costs, one run, and what a person and a program see of it. They never ask: a plan
// says what it costs, and what is applied is what the file says.

#include <expected>
#include <nlohmann/json.hpp>
#include <string>

#include "nat64ctl/apply/executor.h"
#include "nat64ctl/commands/context.h"
#include "nat64ctl/plan/plan.h"

namespace gate64::nat64ctl::commands {

struct Wish {
    plan::Wanted wanted;
    std::string text;  ///< the whole wish, to tell after a reboot whether it is still the same
};

/// The [nat64] of the file that --config names. Refuses one that others may write; the error's
/// place is printed. --instance must be the file's.
[[nodiscard]] std::expected<Wish, cli::ExitCode> wish_of_file(Context& context);

/// make_plan() with what `state` knows of us, and the sessions that each step ends counted.
[[nodiscard]] base::Result<plan::Plan> plan_with_costs(Context& context, plan::Wanted wanted,
                                                       const model::Box& box,
                                                       const apply::Site& site,
                                                       const system::State& state);

/// One line a step for people, numbered, with reason and cost below it; escaped.
[[nodiscard]] std::string text_of_steps(const plan::Plan& plan, const cli::Terminal& terminal);

/// "nat64ctl VERB" as it must be typed to reach the same box: with --netns. Escaped.
[[nodiscard]] std::string command_line(const Context& context, std::string_view verb);

/// As report(), where a module that is not on the disk counts as one that is not loaded.
[[nodiscard]] cli::ExitCode report_change(Context& context, base::Error error);

/// Runs `request` and shows each step as it is begun. A terminal that is lost does not stop it.
[[nodiscard]] base::Result<apply::Report> run_change(Context& context, apply::Actuator& actuator,
                                                     const apply::Site& site,
                                                     apply::Request request);

struct Words {
    std::string unchanged;  ///< "nothing to do: the box is as FILE says"
    std::string applied;    ///< "the box is as FILE says"
};

/// The end of a run: what was done, warnings, and what went wrong.
[[nodiscard]] cli::ExitCode show_end(Context& context, const apply::Report& report,
                                     const Words& words);
[[nodiscard]] nlohmann::ordered_json json_of(const apply::Report& report);

/// The two sentences of verbs that make the box as the file says.
[[nodiscard]] Words words_of_file(const Context& context);

}  // namespace gate64::nat64ctl::commands
