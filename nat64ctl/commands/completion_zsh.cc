// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/completion_text.h"
#include "nat64ctl/commands/program_doc.h"

namespace gate64::nat64ctl::commands {
namespace {

std::string with_escaped(std::string_view text, std::string_view special) {
    std::string out;
    for (const char c : text) {
        if (special.find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string action_of(std::string_view value) {
    if (value == "FILE") return "_files";
    if (value == "NETNS") return "_files -W /run/netns";
    const auto words = words_of_value(value);
    return words.empty() ? " " : '(' + joined_words(words) + ')';
}

// One line of _arguments for each name of an option, or for an argument.
std::string specs_of(const std::vector<OptionDoc>& options) {
    std::string text;
    for (const OptionDoc& option : options) {
        std::string about = '[' + with_escaped(option.description, "[]\\:") + ']';
        if (!option.value.empty()) about += ':' + option.value + ':' + action_of(option.value);
        for (const std::string& name : option.names)
            text += "            " + shell_quoted(name + about) + '\n';
    }
    return text;
}

std::string argument_spec(const VerbDoc& verb) {
    for (const OptionDoc& option : verb.options) {
        if (option.is_argument())
            return "'*:" + option.value + ':' + action_of(option.value) + '\'';
    }
    return "'*: : '";
}

std::string described(std::string_view word, std::string_view summary) {
    return "            " + shell_quoted(with_escaped(word, ":\\") + ':' + std::string(summary)) +
           '\n';
}

std::string word_list(std::string_view verb, const std::string& items) {
    return "    " + shell_quoted(verb) + ")\n        options=()\n        list=(\n" + items +
           "        ) ;;\n";
}

}  // namespace

std::string zsh_completion(const ProgramDoc& doc) {
    std::string text =
        "#compdef nat64ctl\n# Made by nat64ctl from its table of commands.\n"
        "local verb='' word argument=\"'*: : '\"\n"
        "local -a globals options list\n"
        "integer i\n"
        "for (( i = 2; i < CURRENT; i++ )); do\n"
        "    word=$words[i]\n"
        "    case $word in\n"
        "        (" +
        joined_words(names_with_value(doc.options), "|") +
        ") (( i++ )) ;;\n"
        "        (-*) ;;\n"
        "        (*) case $verb in\n"
        "            ('') verb=$word ;;\n"
        "            (" +
        family_pattern(doc) +
        ") verb=\"$verb $word\" ;;\n"
        "        esac ;;\n"
        "    esac\n"
        "done\n"
        "globals=(\n" +
        specs_of(doc.options) +
        ")\n"
        "case $verb in\n";
    std::string items;
    for (const VerbDoc& verb : doc.verbs) {
        if (verb.family().empty()) items += described(verb.name, verb.summary);
    }
    for (const FamilyDoc& family : doc.families)
        items += described(family.word, family.summary);
    text += word_list("", items);
    for (const FamilyDoc& family : doc.families) {
        items.clear();
        for (const VerbDoc& verb : doc.verbs) {
            if (verb.family() == family.word) items += described(verb.last_word(), verb.summary);
        }
        text += word_list(family.word, items);
    }
    for (const VerbDoc& verb : doc.verbs) {
        text += "    " + shell_quoted(verb.name) + ")\n        argument=" + argument_spec(verb) +
                "\n        options=(\n" + specs_of(verb.options) + "        ) ;;\n";
    }
    return text +
           "esac\n"
           "if (( $#list )) && [[ $words[CURRENT] != -* ]]; then\n"
           "    _describe -t commands command list\n"
           "else\n"
           "    _arguments -S $globals $options \"$argument\"\n"
           "fi\n";
}

}  // namespace gate64::nat64ctl::commands
