// SPDX-License-Identifier: Apache-2.0
#pragma once
// Every verb of nat64ctl. A new one is a file here that defines a Command, a line in this list and
// a line in command_table.cc; help, completion, man page and their tests follow from that.

#include <span>
#include <string_view>

#include "nat64ctl/commands/command.h"

namespace gate64::nat64ctl::commands {

extern const Command check_command;

/// All verbs in the order of help and man page.
[[nodiscard]] std::span<const Command* const> all_commands() noexcept;

/// The first word of verbs of two: "instance", and what such verbs are about.
struct CommandFamily {
    std::string_view word;
    std::string_view summary;
};
[[nodiscard]] std::span<const CommandFamily> command_families() noexcept;

/// The heading of a group: "Gateway".
[[nodiscard]] std::string_view title_of(Group group) noexcept;

}  // namespace gate64::nat64ctl::commands
