// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/doctor/doctor.h"

#include <algorithm>

#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/finding_text.h"
#include "nat64ctl/commands/look.h"

namespace gate64::nat64ctl::commands {
namespace {

std::string text_of_all(const std::vector<model::Finding>& findings,
                        const cli::Terminal& terminal) {
    if (findings.empty()) return terminal.paint(cli::Tone::good, "nothing wrong was found");
    std::string text;
    for (const model::Finding& finding : findings)
        text += (text.empty() ? "" : "\n") + text_of(finding, terminal, true);
    text.pop_back();  // the output ends the line
    return text;
}

cli::ExitCode run(Context& context) {
    const Look seen = look(context);
    const std::vector<model::Finding> findings = doctor::examine(seen.box, seen.file());
    const bool is_healthy = std::all_of(
        findings.begin(), findings.end(),
        [](const model::Finding& finding) { return finding.severity == model::Severity::note; });
    auto list = nlohmann::ordered_json::array();
    for (const model::Finding& finding : findings)
        list.push_back(json_of(finding));
    context.out.record({{"healthy", is_healthy}, {"findings", std::move(list)}},
                       text_of_all(findings, context.out.terminal()));
    return is_healthy ? cli::ExitCode::done : cli::ExitCode::failed;
}

Run define(Syntax& /*syntax*/) {
    return run;
}

constexpr std::string_view examples[] = {
    "nat64ctl doctor",
    "nat64ctl doctor --json",
};

}  // namespace

const Command doctor_command = {
    .name = "doctor",
    .group = Group::trouble,
    .summary = "Look for everything that is known to go wrong",
    .details =
        "Compares module, kernel, instance, pool4, routes, packet filter, offloads, counters and\n"
        "the file with each other, changes nothing, and says of every finding why it matters,\n"
        "what was seen and which command mends it. What could not be looked at is named, with\n"
        "what it lacked. Exit code 0: nothing worse than a note, 1: a warning or a problem.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
