// SPDX-License-Identifier: Apache-2.0
#pragma once
// What `dns64d` was told on its command line: which action, and where its configuration comes
// from. Says everything itself (help, version, usage errors) before the daemon starts.

#include <string>
#include <variant>
#include <vector>

#include "shared/cli/exit_code.h"
#include "shared/config/parse.h"

namespace gate64::dns64d::process {

enum class Action : std::uint8_t { run, check, print_reference, control };

struct CommandLine {
    Action action = Action::run;
    std::string config_file{config::default_file};
    bool quick = false;  ///< --listen, --upstream, --prefix or --shards was given
    config::QuickArguments quick_arguments;
    bool json = false;                 ///< control: results as JSON
    std::vector<std::string> control;  ///< control: the verb and its arguments
};

/// The command line, or the exit code when there is nothing more to do (--help, --version, or an
/// error that was printed).
[[nodiscard]] std::variant<CommandLine, cli::ExitCode> parse_command_line(int argc, char** argv);

}  // namespace gate64::dns64d::process
