// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/completion_text.h"
#include "nat64ctl/commands/program_doc.h"

namespace gate64::nat64ctl::commands {
namespace {

constexpr std::string_view seen = "__fish_seen_subcommand_from ";

std::string families_of(const ProgramDoc& doc) {
    std::vector<std::string> words;
    for (const FamilyDoc& family : doc.families)
        words.push_back(family.word);
    return joined_words(words);
}

// When the options of `verb` are offered: its words were typed. `dns status` is not `status`.
std::string condition_of(const ProgramDoc& doc, const VerbDoc& verb) {
    const std::string word(verb.last_word());
    if (!verb.family().empty()) {
        return std::string(seen) + std::string(verb.family()) + "; and " + std::string(seen) + word;
    }
    std::string text = std::string(seen) + word;
    if (!doc.families.empty()) text += "; and not " + std::string(seen) + families_of(doc);
    return text;
}

std::string value_of(std::string_view value) {
    if (value == "FILE") return " -r -F";
    if (value == "NETNS") return " -x -a '(__fish_complete_directories /run/netns/)'";
    const auto words = words_of_value(value);
    return words.empty() ? " -x" : " -x -a " + shell_quoted(joined_words(words));
}

std::string option_line(const OptionDoc& option, const std::string& condition) {
    std::string line = "complete -c nat64ctl";
    if (!condition.empty()) line += " -n " + shell_quoted(condition);
    for (const std::string& name : option.names)
        line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!option.value.empty()) line += value_of(option.value);
    return line + " -d " + shell_quoted(option.description) + '\n';
}

std::string word_line(const std::string& condition, std::string_view word,
                      std::string_view summary) {
    return "complete -c nat64ctl -n " + shell_quoted(condition) + " -a " + shell_quoted(word) +
           " -d " + shell_quoted(summary) + '\n';
}

}  // namespace

std::string fish_completion(const ProgramDoc& doc) {
    std::string text =
        "# fish completion for nat64ctl, made by it from its table of commands\n"
        "complete -c nat64ctl -f\n";
    const std::string nothing_seen = "not " + std::string(seen) + joined_words(first_words(doc));
    for (const OptionDoc& option : doc.options)
        text += option_line(option, "");
    for (const FamilyDoc& family : doc.families)
        text += word_line(nothing_seen, family.word, family.summary);
    for (const VerbDoc& verb : doc.verbs) {
        const std::string family(verb.family());
        text += word_line(family.empty()
                              ? nothing_seen
                              : std::string(seen) + family + "; and not " + std::string(seen) +
                                    joined_words(words_below(doc, family)),
                          verb.last_word(), verb.summary);
        for (const OptionDoc& option : verb.options) {
            if (!option.is_argument()) {
                text += option_line(option, condition_of(doc, verb));
            } else if (!words_of_value(option.value).empty()) {
                text += "complete -c nat64ctl -n " + shell_quoted(condition_of(doc, verb)) +
                        " -a " + shell_quoted(joined_words(words_of_value(option.value))) + '\n';
            }
        }
    }
    return text;
}

}  // namespace gate64::nat64ctl::commands
