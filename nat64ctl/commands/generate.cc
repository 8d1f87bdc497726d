// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/program_doc.h"

namespace gate64::nat64ctl::commands {
namespace {

template <std::string (*Make)(const ProgramDoc&)>
Run define(Syntax& /*syntax*/) {
    return [](Context& context) {
        const std::string text = Make(describe());
        context.out.record({{"text", text}}, text);
        return cli::ExitCode::done;
    };
}

template <std::string (*Make)(const ProgramDoc&)>
constexpr Command row(std::string_view name, std::string_view summary) {
    return {.name = name,
            .group = Group::tools,
            .summary = summary,
            .define = define<Make>,
            .is_hidden = true};
}

}  // namespace

const Command generate_man_command = row<man_page>("generate man", "The page nat64ctl(8)");
const Command generate_bash_command = row<bash_completion>("generate bash", "Completion for bash");
const Command generate_zsh_command = row<zsh_completion>("generate zsh", "Completion for zsh");
const Command generate_fish_command = row<fish_completion>("generate fish", "Completion for fish");

}  // namespace gate64::nat64ctl::commands
