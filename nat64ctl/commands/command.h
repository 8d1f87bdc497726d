// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a verb of nat64ctl is: one row in command_table.cc, from which --help, shell completion and
// the man page are made, and one file here that declares its options and runs. A verb gathers facts
// and calls pure code; results go to Context::out, everything else to Context::err.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "nat64ctl/commands/context.h"
#include "nat64ctl/commands/syntax.h"
#include "shared/cli/exit_code.h"

namespace gate64::nat64ctl::commands {

/// Runs a verb whose options were parsed. Errors are printed by report() in context.h.
using Run = std::function<cli::ExitCode(Context&)>;

enum class Group : std::uint8_t { gateway, pools, state, instance, trouble, dns, tools };

struct Command {
    std::string_view name{};  ///< "status", or two words: "instance add"
    Group group = Group::gateway;
    std::string_view summary{};               ///< one line, no full stop
    std::string_view details{};               ///< paragraphs for --help and the man page
    std::string (*more_details)() = nullptr;  ///< what follows `details` and is made from a table
    std::span<const std::string_view> examples{};  ///< whole command lines
    /// Declares the arguments; what runs holds the parsed values.
    Run (*define)(Syntax& syntax) = nullptr;
    bool is_hidden = false;  ///< works, but stands in no help, man page or completion
};

[[nodiscard]] std::string details_of(const Command& command);

}  // namespace gate64::nat64ctl::commands
