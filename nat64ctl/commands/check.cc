// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/plan/plan.h"
#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr std::string_view examples[] = {
    "nat64ctl check",
    "nat64ctl check --config ./gate64.toml --json",
};

nlohmann::ordered_json record_of(const config::Diagnostics& diagnostics) {
    auto errors = nlohmann::ordered_json::array();
    for (const config::Diagnostic& diagnostic : diagnostics) {
        errors.push_back({{"file", diagnostic.file},
                          {"line", diagnostic.line},
                          {"column", diagnostic.col},
                          {"message", diagnostic.message},
                          {"hint", diagnostic.hint}});
    }
    return {{"valid", diagnostics.empty()}, {"errors", errors}};
}

// What can be wrong with the translator's part although every setting by itself is right.
config::Diagnostics nat64_errors(const config::Config& config, const std::string& file) {
    if (!config.nat64) return {};
    const config::SourcePos pos = config.nat64->pos;
    const auto wanted = plan::wanted_from(config);
    if (!wanted) return {{file, pos.line, pos.col, wanted.error().message, {}}};
    const auto shared = wanted->pool4.overlap_across_marks();
    if (!shared) return {};
    return {{file, pos.line, pos.col,
             "pool4: marks " + std::to_string(shared->first.mark) + " and " +
                 std::to_string(shared->second.mark) + " share ports of " +
                 shared->first.prefix.text() + " (" + std::string(name_of(shared->first.protocol)) +
                 ')',
             "Jool cannot tell their answers apart: give each mark ports of its own"}};
}

cli::ExitCode run(Context& context) {
    const std::string& file = context.options.config_file;
    const auto config = config::load(file);
    const config::Diagnostics errors = config ? nat64_errors(*config, file) : config.error();
    if (!errors.empty() && context.out.format() == cli::Format::text) {
        context.err << cli::escape_lines(config::to_text(errors));
        return cli::ExitCode::usage;
    }
    context.out.record(record_of(errors), cli::escape(file) + ": ok");
    return errors.empty() ? cli::ExitCode::done : cli::ExitCode::usage;
}

Run define(Syntax& /*syntax*/) {
    return run;
}

}  // namespace

const Command check_command = {
    .name = "check",
    .group = Group::gateway,
    .summary = "Check the configuration file without touching the box",
    .details =
        "Reads the file as dns64d and nat64ctl do and prints every error with its place.\n"
        "Exit code 2 when there is any.",
    .examples = examples,
    .define = define,
};

}  // namespace gate64::nat64ctl::commands
