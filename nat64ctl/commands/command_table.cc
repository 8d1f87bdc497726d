// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/commands.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr const Command* rows[] = {
    &check_command,
};

constexpr CommandFamily families[] = {
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
