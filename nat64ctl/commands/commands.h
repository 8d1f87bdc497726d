// SPDX-License-Identifier: Apache-2.0
#pragma once
// Every verb of nat64ctl. A new one is a file here that defines a Command, a line in this list and
// a line in command_table.cc; help, completion, man page and their tests follow from that.

#include <span>
#include <string_view>

#include "nat64ctl/commands/command.h"

namespace gate64::nat64ctl::commands {

extern const Command status_command;
extern const Command plan_command;
extern const Command apply_command;
extern const Command confirm_command;
extern const Command up_command;
extern const Command down_command;
extern const Command tune_command;
extern const Command check_command;
extern const Command doctor_command;
extern const Command guard_on_command;
extern const Command guard_off_command;
extern const Command guard_status_command;
extern const Command pools_command;
extern const Command add_pool_command;
extern const Command del_pool_command;
extern const Command flush_pools_command;
extern const Command sessions_command;
extern const Command bib_list_command;
extern const Command bib_add_command;
extern const Command bib_remove_command;
extern const Command stats_command;
extern const Command metrics_command;
extern const Command probe_command;
extern const Command dns_status_command;
extern const Command dns_stats_command;
extern const Command dns_explain_command;
extern const Command dns_flush_command;
extern const Command dns_reload_command;
extern const Command instance_list_command;
extern const Command instance_add_command;
extern const Command instance_remove_command;
extern const Command instance_flush_command;
extern const Command get_command;
extern const Command set_command;
extern const Command script_command;
extern const Command adopt_command;
extern const Command generate_man_command;
extern const Command generate_bash_command;
extern const Command generate_zsh_command;
extern const Command generate_fish_command;

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
