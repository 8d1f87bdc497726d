// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/commands.h"

namespace gate64::nat64ctl::commands {
namespace {

// A line a verb, so that additions do not move others.
// clang-format off
constexpr const Command* rows[] = {
    &status_command,
    &up_command,
    &down_command,
    &plan_command,
    &apply_command,
    &confirm_command,
    &tune_command,
    &check_command,
    &guard_on_command,
    &guard_off_command,
    &guard_status_command,
    &doctor_command,
    &pools_command,
    &add_pool_command,
    &del_pool_command,
    &flush_pools_command,
    &sessions_command,
    &bib_list_command,
    &bib_add_command,
    &bib_remove_command,
    &stats_command,
    &metrics_command,
    &instance_list_command,
    &instance_add_command,
    &instance_remove_command,
    &instance_flush_command,
    &get_command,
    &set_command,
    &probe_command,
    &dns_status_command,
    &dns_stats_command,
    &dns_explain_command,
    &dns_flush_command,
    &dns_reload_command,
    &script_command,
    &adopt_command,
    &generate_man_command,
    &generate_bash_command,
    &generate_zsh_command,
    &generate_fish_command,
};
// clang-format on

constexpr CommandFamily families[] = {
    {"guard", "What clients must not reach through the prefix"},
    {"instance", "Instances of the translator in this network namespace"},
    {"bib", "Bindings: a client's address and port, and those that stand for it"},
    {"dns", "The running dns64d"},
    {"generate", "Documents and completions made from the table of commands"},
};

}  // namespace

std::span<const Command* const> all_commands() noexcept {
    return rows;
}

std::span<const CommandFamily> command_families() noexcept {
    return families;
}

std::string details_of(const Command& command) {
    std::string text(command.details);
    return command.more_details == nullptr ? text : text + command.more_details();
}

std::string_view title_of(Group group) noexcept {
    switch (group) {
        case Group::gateway:
            return "Gateway";
        case Group::pools:
            return "IPv4 pools";
        case Group::state:
            return "Bindings, sessions, counters";
        case Group::instance:
            return "Instances and settings";
        case Group::trouble:
            return "Finding trouble";
        case Group::dns:
            return "DNS";
        case Group::tools:
            return "Tools";
    }
    return {};
}

}  // namespace gate64::nat64ctl::commands
