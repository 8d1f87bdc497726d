// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/completion_text.h"
#include "nat64ctl/commands/program_doc.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr std::string_view reply_words = "COMPREPLY=($(compgen -W ";

// What completes the value of an option or argument; "" where nothing can.
std::string action_of(std::string_view value) {
    if (value == "FILE") return "COMPREPLY=($(compgen -f -- \"$cur\"))";
    if (value == "NETNS")
        return "COMPREPLY=($(compgen -W \"$(ls /run/netns 2>/dev/null)\" -- \"$cur\"))";
    const auto words = words_of_value(value);
    if (words.empty()) return {};
    return std::string(reply_words) + shell_quoted(joined_words(words)) + " -- \"$cur\"))";
}

std::string names_of(const std::vector<OptionDoc>& options) {
    std::vector<std::string> names;
    for (const OptionDoc& option : options)
        names.insert(names.end(), option.names.begin(), option.names.end());
    return joined_words(names);
}

// Arms of `case "$verb $prev"` for the options that have a value.
std::string value_arms(const std::string& verb, const std::vector<OptionDoc>& options) {
    std::string arms;
    for (const OptionDoc& option : options) {
        if (option.is_argument() || option.value.empty()) continue;
        std::string patterns;
        for (const std::string& name : option.names) {
            patterns += patterns.empty() ? "" : "|";
            std::string typed = verb == "*" ? "" : verb;
            typed.append(1, ' ').append(name);
            if (verb == "*") patterns += '*';
            patterns += shell_quoted(typed);
        }
        const std::string action = action_of(option.value);
        arms +=
            "        " + patterns + ") " + (action.empty() ? "" : action + "; ") + "return ;;\n";
    }
    return arms;
}

std::string argument_action(const VerbDoc& verb) {
    for (const OptionDoc& option : verb.options) {
        if (option.is_argument()) return action_of(option.value);
    }
    return {};
}

std::string verb_arm(const VerbDoc& verb, const std::string& globals) {
    std::string arm = "        " + shell_quoted(verb.name) + ")\n";
    const std::string argument = argument_action(verb);
    if (!argument.empty()) {
        arm += "            if [[ $cur != -* ]]; then " + argument + "; return; fi\n";
    }
    return arm + "            words=" + shell_quoted(names_of(verb.options) + ' ' + globals) +
           " ;;\n";
}

}  // namespace

std::string bash_completion(const ProgramDoc& doc) {
    const std::string globals = names_of(doc.options);
    std::string text =
        "# bash completion for nat64ctl, made by it from its table of commands\n"
        "_nat64ctl() {\n"
        "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
        "    local verb='' word words='' i\n"
        "    COMPREPLY=()\n"
        "    for (( i = 1; i < COMP_CWORD; i++ )); do\n"
        "        word=${COMP_WORDS[i]}\n"
        "        case $word in\n"
        "            " +
        joined_words(names_with_value(doc.options), "|") +
        ") (( i++ )) ;;\n"
        "            -*) ;;\n"
        "            *) case $verb in\n"
        "                '') verb=$word ;;\n"
        "                " +
        family_pattern(doc) +
        ") verb=\"$verb $word\" ;;\n"
        "            esac ;;\n"
        "        esac\n"
        "    done\n"
        "    case \"$verb $prev\" in\n";
    for (const VerbDoc& verb : doc.verbs)
        text += value_arms(verb.name, verb.options);
    text += value_arms("*", doc.options);
    text += "    esac\n    case $verb in\n";
    text += "        '') words=" + shell_quoted(joined_words(first_words(doc)) + ' ' + globals) +
            " ;;\n";
    for (const FamilyDoc& family : doc.families) {
        text += "        " + family.word + ") words=" +
                shell_quoted(joined_words(words_below(doc, family.word)) + ' ' + globals) + " ;;\n";
    }
    for (const VerbDoc& verb : doc.verbs)
        text += verb_arm(verb, globals);
    return text +
           "    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n"
           "complete -F _nat64ctl nat64ctl\n";
}

}  // namespace gate64::nat64ctl::commands
