// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/parser.h"

#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/version_text.h"
#include "shared/config/near_name.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr const char* description =
    "Sets up, watches and explains the NAT64 translator of a gateway (Jool, in the kernel).";
constexpr const char* after_commands =
    "nat64ctl COMMAND --help explains one command. The options above go with each of them.\n"
    "Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 Jool not loaded,\n"
    "4 version mismatch, 5 not permitted.";

std::string footer_of(const Command& command) {
    std::string text = details_of(command);
    if (!command.examples.empty()) text += text.empty() ? "Examples:" : "\n\nExamples:";
    for (const std::string_view example : command.examples)
        text += "\n  " + std::string(example);
    return text +
           "\n\nOptions of all commands: --config, --instance, --netns, --json, --tsv, --yes";
}

std::string_view last_word(std::string_view name) noexcept {
    const auto space = name.find(' ');
    return space == std::string_view::npos ? name : name.substr(space + 1);
}

}  // namespace

Parser::Parser() : app_(description, "nat64ctl") {
    app_.set_help_flag("-h,--help", "Print this help and exit");
    app_.require_subcommand(1);
    // Global options may stand behind the verb; whatever is added below inherits this.
    app_.fallthrough();
    app_.footer(after_commands);
    app_.get_formatter()->column_width(34);
    add_global_options();
    for (const Command* command : all_commands())
        add_verb(*command);
}

void Parser::add_global_options() {
    app_.set_version_flag("--version", version_text(), "Print the version and exit");
    app_.add_option("--config", options_.config_file, "Configuration file")
        ->type_name("FILE")
        ->capture_default_str();
    app_.add_option("--instance", options_.instance,
                    "Instance to work on; default: the file's, or the only one there is")
        ->type_name("NAME");
    app_.add_option("--netns", options_.netns,
                    "Work in this network namespace: a name below /run/netns, or a path")
        ->type_name("NETNS");
    auto* json = app_.add_flag_callback(
        "--json", [this] { options_.format = cli::Format::json; }, "Print the result as JSON");
    app_.add_flag_callback(
            "--tsv", [this] { options_.format = cli::Format::tsv; },
            "Print the result as tab-separated values")
        ->excludes(json);
    app_.add_flag("--yes,-y", options_.yes, "Do not ask before ending sessions");
}

CLI::App& Parser::parent_of(const Command& command) {
    const auto space = command.name.find(' ');
    if (space == std::string_view::npos) return app_;
    const std::string word(command.name.substr(0, space));
    const auto known =
        app_.get_subcommands([&word](const CLI::App* sub) { return sub->get_name() == word; });
    if (!known.empty()) return *known.front();
    std::string summary;
    for (const CommandFamily& family : command_families()) {
        if (family.word == word) summary = family.summary;
    }
    CLI::App* family = app_.add_subcommand(word, summary);
    family->require_subcommand(1);
    family->group(command.is_hidden ? "" : std::string(title_of(command.group)));
    return *family;
}

void Parser::add_verb(const Command& command) {
    CLI::App& parent = parent_of(command);
    CLI::App* app =
        parent.add_subcommand(std::string(last_word(command.name)), std::string(command.summary));
    if (&parent == &app_) {
        app->group(command.is_hidden ? "" : std::string(title_of(command.group)));
    }
    app->footer(footer_of(command));
    Syntax syntax(*app);
    verbs_.push_back({&command, app, command.define(syntax)});
}

const Verb* Parser::chosen() const noexcept {
    for (const Verb& verb : verbs_) {
        if (verb.app->parsed()) return &verb;
    }
    return nullptr;
}

std::string Parser::called() const {
    std::string text = "nat64ctl";
    const CLI::App* at = &app_;
    while (!at->get_subcommands().empty()) {
        at = at->get_subcommands().front();
        text += ' ' + at->get_name();
    }
    return text;
}

std::string Parser::hint() const {
    const std::vector<std::string> unknown = app_.remaining(true);
    if (unknown.empty()) return {};
    const CLI::App* at = &app_;
    std::vector<std::string> known;
    while (true) {
        for (const CLI::Option* option : at->get_options()) {
            for (const std::string& name : option->get_lnames())
                known.push_back("--" + name);
        }
        if (at->get_subcommands().empty()) break;
        at = at->get_subcommands().front();
    }
    if (!unknown.front().starts_with('-')) {
        known.clear();
        for (const CLI::App* sub : at->get_subcommands([](const CLI::App*) { return true; })) {
            if (!sub->get_group().empty()) known.push_back(sub->get_name());
        }
    }
    const std::vector<std::string_view> views(known.begin(), known.end());
    const auto near = config::nearest(unknown.front(), views);
    return near ? "Did you mean " + std::string(*near) + "?" : std::string();
}

}  // namespace gate64::nat64ctl::commands
