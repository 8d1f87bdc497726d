// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/program_doc.h"

#include "nat64ctl/commands/commands.h"
#include "nat64ctl/commands/parser.h"
#include "nat64ctl/commands/session_filter.h"
#include "shared/jool/globals.h"

namespace gate64::nat64ctl::commands {
namespace {

OptionDoc doc_of(const CLI::Option& option) {
    OptionDoc doc;
    for (const std::string& name : option.get_lnames())
        doc.names.push_back("--" + name);
    for (const std::string& name : option.get_snames())
        doc.names.push_back("-" + name);
    // What checks the value says more behind a colon.
    const std::string type = option.get_type_name();
    if (option.get_items_expected_max() > 0) doc.value = type.substr(0, type.find(':'));
    if (doc.is_argument()) doc.value = option.get_name(true, false);
    doc.description = option.get_description();
    doc.is_required = option.get_required();
    doc.is_repeated = option.get_items_expected_max() > 1;
    return doc;
}

std::vector<OptionDoc> options_of(const CLI::App& app) {
    std::vector<OptionDoc> options;
    for (const CLI::Option* option : app.get_options()) {
        if (!option->get_group().empty()) options.push_back(doc_of(*option));
    }
    return options;
}

}  // namespace

std::string_view VerbDoc::family() const noexcept {
    const auto space = name.find(' ');
    return space == std::string::npos ? std::string_view()
                                      : std::string_view(name).substr(0, space);
}

std::string_view VerbDoc::last_word() const noexcept {
    const auto space = name.find(' ');
    return space == std::string::npos ? std::string_view(name)
                                      : std::string_view(name).substr(space + 1);
}

ProgramDoc describe() {
    Parser parser;
    ProgramDoc doc;
    doc.description = parser.app().get_description();
    doc.options = options_of(parser.app());
    for (const Verb& verb : parser.verbs()) {
        const Command& command = *verb.command;
        if (command.is_hidden) continue;
        doc.verbs.push_back({std::string(command.name),
                             command.group,
                             std::string(command.summary),
                             details_of(command),
                             {command.examples.begin(), command.examples.end()},
                             options_of(*verb.app)});
    }
    for (const CommandFamily& family : command_families()) {
        for (const VerbDoc& verb : doc.verbs) {
            if (verb.family() != family.word) continue;
            doc.families.push_back({std::string(family.word), std::string(family.summary)});
            break;
        }
    }
    return doc;
}

std::vector<std::string> words_of_value(std::string_view value) {
    if (value == "PROTOCOL") return {"tcp", "udp", "icmp"};
    if (value == "FRAMEWORK") return {"netfilter", "iptables"};
    if (value == "STATE") return session_state_words();
    std::vector<std::string> keys;
    if (value == "KEY") {
        for (const jool::Global& global : jool::globals())
            keys.emplace_back(global.key);
    }
    return keys;
}

}  // namespace gate64::nat64ctl::commands
