// SPDX-License-Identifier: Apache-2.0
#pragma once
// `nat64ctl` from its command line to its exit code: finds the verb, parses the options of all and
// of this one, and runs it in the network namespace asked for.

#include <functional>
#include <istream>
#include <memory>
#include <ostream>
#include <span>
#include <string>

#include "nat64ctl/commands/context.h"
#include "shared/cli/exit_code.h"
#include "shared/cli/terminal.h"

namespace gate64::nat64ctl::commands {

/// Where a run of the program reads and writes.
struct Streams {
    std::ostream& out;
    std::ostream& err;
    cli::Terminal terminal;      ///< of `out`
    std::istream* in = nullptr;  ///< a terminal to ask on; nullptr: nobody to ask
};

/// Makes what reaches the box, once the options of all verbs are known.
using MakeGateway = std::function<std::unique_ptr<Gateway>(const GlobalOptions& options)>;

/// `arguments` without the program's name. Does not print to anything but `streams`.
[[nodiscard]] cli::ExitCode run_command(std::span<const std::string> arguments,
                                        const Streams& streams, const MakeGateway& make_gateway);

/// What main() calls: standard streams and the box itself.
[[nodiscard]] cli::ExitCode run_program(int argc, char** argv);

}  // namespace gate64::nat64ctl::commands
